//! Invitations and roles.

use serde_json::json;

use crate::support::TestApp;
use crate::support::member::{Member, PASSWORD};

#[tokio::test]
async fn an_invitation_makes_a_member_once() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let path = app.dashboard("/invitations");
    for (body, field) in [
        (json!({"email": "ada", "role": "viewer"}), "email"),
        (json!({"email": "ada@example.com", "role": "king"}), "role"),
        (json!({"email": "ada@example.com"}), "role"),
    ] {
        let answer = olga.caller.post(&path, body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains(field), "{}", answer.text);
    }
    let first = olga.caller.post(&path, json!({"email": "Ada@example.com", "role": "viewer"})).await.ok();
    let second = olga.caller.post(&path, json!({"email": "ada@example.com", "role": "developer"})).await.ok();
    let token = |invited: &serde_json::Value| {
        invited["link"]
            .as_str()
            .unwrap()
            .strip_prefix(&format!("{}/dashboard/join#", app.url))
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        olga.caller.get(&path).await.ok()["data"].as_array().unwrap().len(),
        1,
        "the later one counts"
    );

    let look = "/dashboard/api/invitations/look";
    let anonymous = app.anonymous();
    assert_eq!(anonymous.post(look, json!({"token": token(&first)})).await.status, 401);
    let seen = anonymous.post(look, json!({"token": token(&second)})).await.ok();
    assert_eq!(
        (&seen["project_name"], &seen["role"], &seen["has_account"]),
        (&json!("Test"), &json!("developer"), &json!(false))
    );
    let accept = "/dashboard/api/invitations/accept";
    let missing = anonymous.post(accept, json!({"token": token(&second), "password": PASSWORD})).await;
    assert_eq!((missing.status, missing.text.contains("name: missing")), (400, true));
    let body = json!({"token": token(&second), "name": "Ada", "password": PASSWORD});
    let ada = Member::of(&app, &anonymous.post(accept, body.clone()).await);
    assert_eq!(ada.email, "ada@example.com");
    assert_eq!(anonymous.post(accept, body).await.status, 401, "works once");
    let again = olga.caller.post(&path, json!({"email": "ada@example.com", "role": "viewer"})).await;
    assert_eq!(again.status, 409);

    // An invitation to another project, accepted by a signed-in member.
    let another = app.another_project().await;
    let path = format!("/dashboard/api/projects/{}/invitations", another.row.id);
    let invited = olga.caller.post(&path, json!({"email": "ada@example.com", "role": "viewer"})).await.ok();
    assert_eq!(ada.caller.get(&format!("/dashboard/api/projects/{}", another.row.id)).await.status, 404);
    let other = app.member(&olga, "viewer").await;
    let stolen = other
        .caller
        .post(accept, json!({"token": token(&invited), "name": "Eve", "password": "wrong horse battery"}));
    assert_eq!(stolen.await.status, 401, "an account is its owner's");
    ada.caller.post(accept, json!({"token": token(&invited)})).await.ok();
    assert_eq!(ada.caller.get("/dashboard/api/projects").await.ok()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn roles_are_changed_by_those_who_have_as_much() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let owner = app.member(&olga, "owner").await;
    let admin = app.member(&olga, "admin").await;
    let viewer = app.member(&olga, "viewer").await;
    let at = |member: &Member| app.dashboard(&format!("/members/{}", member.id));

    let changed = admin.caller.post(&at(&viewer), json!({"role": "developer"})).await.ok();
    assert_eq!(changed["role"], json!("developer"));
    assert_eq!(admin.caller.post(&at(&viewer), json!({"role": "owner"})).await.status, 403);
    assert_eq!(admin.caller.post(&at(&owner), json!({"role": "viewer"})).await.status, 403);
    assert_eq!(admin.caller.delete(&at(&owner)).await.status, 403);
    assert_eq!(viewer.caller.delete(&at(&admin)).await.status, 403);
    let invite = json!({"email": "eve@example.com", "role": "owner"});
    assert_eq!(admin.caller.post(&app.dashboard("/invitations"), invite).await.status, 403);

    assert_eq!(owner.caller.post(&at(&owner), json!({"role": "admin"})).await.status, 409, "the last owner");
    assert_eq!(owner.caller.delete(&at(&owner)).await.status, 409);
    owner.caller.post(&at(&admin), json!({"role": "owner"})).await.ok();
    owner.caller.delete(&at(&owner)).await.ok();
    assert_eq!(owner.caller.get(&app.dashboard("")).await.status, 404);
    viewer.caller.delete(&at(&viewer)).await.ok();
    assert_eq!(viewer.caller.get(&app.dashboard("/members")).await.status, 404);
}

#[tokio::test]
async fn who_is_taken_out_does_not_come_back_by_an_invitation_of_their_own() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let owner = app.member(&olga, "owner").await;
    let admin = app.member(&olga, "admin").await;
    let path = app.dashboard("/invitations");
    let invite = async |by: &Member, email: &str| {
        let invited = by.caller.post(&path, json!({"email": email, "role": "admin"})).await.ok();
        invited["link"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned()
    };
    let (own, other) = (invite(&admin, "again@example.com").await, invite(&owner, "carl@example.com").await);
    owner.caller.delete(&app.dashboard(&format!("/members/{}", admin.id))).await.ok();
    let look = async |token: &str| {
        app.anonymous().post("/dashboard/api/invitations/look", json!({"token": token})).await.status
    };
    assert_eq!((look(&own).await, look(&other).await), (401, 200));
}

#[tokio::test]
async fn invitations_are_not_without_end() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let path = app.dashboard("/invitations");
    let mut statuses = std::collections::BTreeSet::new();
    for number in 0..40 {
        let body = json!({"email": format!("a{number}@example.com"), "role": "viewer"});
        let answer = olga.caller.post(&path, body).await;
        statuses.insert(answer.status);
        if answer.status == 429 {
            assert!(answer.headers.contains_key("retry-after"));
        }
    }
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [200, 429]);
}

#[tokio::test]
async fn lists_of_a_project_have_pages() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    for role in ["owner", "admin", "viewer"] {
        app.member(&olga, role).await;
        let body = json!({"email": format!("{role}@example.org"), "role": role});
        olga.caller.post(&app.dashboard("/invitations"), body).await.ok();
        app.agent().await;
        olga.caller.post("/dashboard/api/projects", json!({"name": role})).await.ok();
    }
    let lists = ["/members", "/invitations", "/agents"].map(|list| app.dashboard(list));
    for path in lists.into_iter().chain(["/dashboard/api/projects".to_owned()]) {
        let all = olga.caller.get(&path).await.ok();
        let ids: Vec<_> = all["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert!(ids.len() >= 3, "{path}");
        let mut seen = Vec::new();
        loop {
            let after =
                seen.last().map(|id: &serde_json::Value| format!("&starting_after={}", id.as_str().unwrap()));
            let page = olga.caller.get(&format!("{path}?limit=2{}", after.unwrap_or_default())).await.ok();
            seen.extend(page["data"].as_array().unwrap().iter().map(|one| one["id"].clone()));
            if page["has_more"] == json!(false) {
                break;
            }
        }
        assert_eq!(seen, ids, "{path}");
        assert_eq!(olga.caller.get(&format!("{path}?limit=0")).await.status, 400, "{path}");
        assert_eq!(olga.caller.get(&format!("{path}?starting_after=nothing")).await.status, 404, "{path}");
    }
}
