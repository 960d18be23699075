//! The server behind a real PgBouncer in transaction mode, which gives a client another connection for each transaction.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use futures_util::future::join_all;
use serde_json::json;
use tempfile::TempDir;

use crate::support::binary::Server;
use crate::support::wait::eventually;
use crate::support::{Database, TestProject};

/// Connections to PostgreSQL: far fewer than the servers open to PgBouncer.
const POOL: usize = 3;

struct PgBouncer {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl PgBouncer {
    /// Starts PgBouncer in front of a database's server.
    async fn start(database: &Database) -> Self {
        let server = url::Url::parse(&database.url).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        // PgBouncer refuses to run as root.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let settings = folder.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n* = host={} port={} user={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {POOL}\n\
             max_client_conn = 200\n",
            server.host_str().unwrap(),
            server.port().unwrap_or(5432),
            server.username(),
        );
        std::fs::write(&settings, text).unwrap();
        let mut command = Command::new("pgbouncer");
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin:/usr/local/sbin")).arg(&settings);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if nix::unistd::Uid::effective().is_root() {
            command.uid(65_534);
        }
        let child = command.spawn().expect("pgbouncer is installed by scripts/test");
        let bouncer = Self { child, port, _folder: folder };
        let is_up = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        eventually("PgBouncer listens", is_up).await;
        bouncer
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn two_servers_work_through_pgbouncer_in_transaction_mode() {
    let database = Database::create_on_postgres().await;
    let bouncer = PgBouncer::start(&database).await;
    let through = database.on_port(bouncer.port);
    // Migrations run through PgBouncer too. Both servers start on a new database.
    let servers = [Server::start(&through, &[]), Server::start(&through, &[])];
    let world = TestProject::create(&through, &servers[0]).await;
    let conversations = (0..16).map(|number| {
        let (server, world) = (&servers[number % 2], &world);
        async move {
            let user = world.user(server, &format!("user-{number}"));
            let interaction = world.interaction(&user).await;
            for turn in 0..3 {
                let body = json!({"interaction_id": interaction, "content": format!("turn {turn}")});
                let message = user.post("/messages", body).await.ok();
                let ask = format!("/messages/{}/ask", message["id"].as_str().unwrap());
                let reply = user.post(&ask, json!({"interaction_id": interaction})).await.ok();
                assert_eq!(reply["status"], "completed", "{reply}");
            }
            let listed = user.get(&format!("/messages?interaction_id={interaction}")).await.ok();
            assert_eq!(listed["data"].as_array().unwrap().len(), 6);
        }
    });
    join_all(conversations).await;
    let connections = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid()";
    assert!(database.number(connections).await <= POOL as i64);
}
