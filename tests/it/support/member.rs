//! Members who are signed in to the dashboard.

use proficient::auth::keys;
use proficient::clock;
use proficient::store::audit::{AuditEntry, AuditFilter};
use proficient::store::links::LinkKind;
use proficient::store::pagination::PageRequest;
use serde_json::{Value, json};

use super::{Caller, ProjectKeys, Response, TestApp};

/// The password of all members of the tests.
pub const PASSWORD: &str = "correct horse battery";

/// A member with a session.
#[derive(Clone)]
pub struct Member {
    pub caller: Caller,
    pub id: String,
    pub email: String,
}

impl TestApp {
    /// Sets the server up and returns its first member.
    pub async fn operator(&self) -> Member {
        let token = self.setup_token().await;
        let body = json!({"token": token, "name": "Olga", "email": "olga@example.com", "password": PASSWORD});
        let answer = self.anonymous().post("/dashboard/api/setup", body).await;
        Member::of(self, &answer)
    }

    /// Creates a setup link, and returns its token.
    pub async fn setup_token(&self) -> String {
        self.link_token(LinkKind::Setup, "").await
    }

    /// Creates a link of any kind, and returns its token.
    pub async fn link_token(&self, kind: LinkKind, email: &str) -> String {
        let token = proficient::dashboard::links::new_token();
        let store = self.store().await;
        let expires_at = clock::now() + 60_000_000;
        store.create_link(kind, keys::hash(&token), email.to_owned(), expires_at).await.unwrap();
        store.close().await;
        token
    }

    /// Has `inviter` invite a new member with this role to the test's project.
    pub async fn member(&self, inviter: &Member, role: &str) -> Member {
        self.member_of(inviter, &self.project, role, &format!("{role}@example.com")).await
    }

    /// The same for any project and email address.
    pub async fn member_of(
        &self,
        inviter: &Member,
        project: &ProjectKeys,
        role: &str,
        email: &str,
    ) -> Member {
        let path = format!("/dashboard/api/projects/{}/invitations", project.row.id);
        let invited = inviter.caller.post(&path, json!({"email": email, "role": role})).await.ok();
        let token = invited["link"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
        let body = json!({"token": token, "name": role, "password": PASSWORD});
        Member::of(self, &self.anonymous().post("/dashboard/api/invitations/accept", body).await)
    }

    /// Reads the audit log of the test's project, newest first.
    pub async fn audit(&self) -> Vec<AuditEntry> {
        let store = self.store().await;
        let page = PageRequest { limit: 100, after: None };
        let found = store.audit(&self.project.row.id, &AuditFilter::default(), &page).await.unwrap();
        store.close().await;
        found.data
    }

    /// Returns the path of a route of the test's project.
    pub fn dashboard(&self, path: &str) -> String {
        format!("/dashboard/api/projects/{}{path}", self.project.row.id)
    }
}

impl Member {
    /// Returns the member whom a response has signed in.
    #[track_caller]
    pub fn of(app: &TestApp, answer: &Response) -> Self {
        let session = answer.ok();
        let text = |field: &str| session["member"][field].as_str().unwrap().to_owned();
        let caller = app.anonymous().with("Cookie", &cookie(answer));
        Self { caller, id: text("id"), email: text("email") }
    }

    /// Reads the member of the session; `null` if there is none.
    pub async fn session(&self) -> Value {
        self.caller.get("/dashboard/api/session").await.ok()["member"].clone()
    }
}

/// Returns the cookie that a response sets, as a browser sends it back.
#[track_caller]
pub fn cookie(answer: &Response) -> String {
    let set = answer.headers.get("set-cookie").expect("a cookie is set").to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}
