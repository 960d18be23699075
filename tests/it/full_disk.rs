//! A SQLite file on a full disk: the server keeps reading, deletes, starts again, and recovers.

mod sqlite {
    use std::fs::File;
    use std::io::Write;
    use std::path::Path;
    use std::process::Command;

    use nix::sys::signal::Signal;
    use serde_json::json;
    use tempfile::TempDir;

    use crate::support::binary::Server;
    use crate::support::wait::eventually_some;
    use crate::support::{Caller, Conversation, Database, TestProject};

    /// A file system in memory.
    struct SmallDisk(TempDir);

    impl SmallDisk {
        fn mount(size: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"], folder.path());
            Self(folder)
        }

        fn grow(&self, size: &str) {
            mount(&["-o", &format!("remount,size={size}")], self.0.path());
        }

        /// Takes all space that is left.
        fn fill(&self) {
            let mut file = File::create(self.0.path().join("filler")).unwrap();
            while file.write_all(&[1; 4_096]).is_ok() {}
        }

        fn has_reserve(&self) -> bool {
            self.0.path().join("test.db.reserve").exists()
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            let _unmounted = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
        }
    }

    fn mount(arguments: &[&str], folder: &Path) {
        let mounted = Command::new("mount").args(arguments).arg(folder).status().unwrap();
        assert!(mounted.success(), "this test needs to mount a file system, as root");
    }

    async fn is_ready(server: &Server) -> bool {
        Caller::new(crate::support::http(), &server.url).get("/ready").await.status == 200
    }

    /// Stores a message of 131 KB. Returns the status.
    async fn store(conversation: &Conversation) -> u16 {
        let body = json!({"interaction_id": conversation.id, "content": "\u{1F600}".repeat(32_768)});
        conversation.user.post("/messages", body).await.status
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs root, to mount a small disk"]
    async fn a_server_on_a_full_disk_reads_deletes_starts_again_and_recovers() {
        let disk = SmallDisk::mount("24m");
        let database = Database::in_folder(disk.0.path());
        let mut server = Server::start(&database, &[]);
        assert!(is_ready(&server).await && disk.has_reserve());
        let project = TestProject::create(&database, &server).await;
        let first = project.conversation(&server, "alice").await;
        let mut stored = 0;
        while stored < 20 {
            assert_eq!(store(&first).await, 200);
            stored += 1;
        }
        let second = project.conversation(&server, "alice").await;
        let mut refused = 0;
        while refused < 3 {
            match store(&second).await {
                200 => stored += 1,
                503 => refused += 1,
                status => panic!("{status}"),
            }
            assert!(stored < 500, "the disk is never full");
        }
        assert!(!is_ready(&server).await && !disk.has_reserve());
        let messages = format!("/messages?interaction_id={}", first.id);
        assert_eq!(first.user.get(&messages).await.ok()["data"].as_array().unwrap().len(), 20);

        // It is killed and starts again, even if something else takes the space that it had reserved.
        disk.fill();
        server.signal(Signal::SIGKILL);
        server.wait();
        server = Server::start(&database, &[]);
        assert!(!is_ready(&server).await);
        let first = project.same_conversation(&server, "alice", &first.id);
        let second = project.same_conversation(&server, "alice", &second.id);
        assert_eq!(first.user.get(&messages).await.ok()["data"].as_array().unwrap().len(), 20);
        std::fs::remove_file(disk.0.path().join("filler")).unwrap();

        // What is deleted makes room for something else.
        let delete = format!("/interactions/{}", first.id);
        eventually_some("a conversation is deleted", async || {
            (first.user.delete(&delete).await.status == 200).then_some(())
        })
        .await;
        first.user.get(&messages).await.not_found();
        eventually_some("a message takes the room", async || (store(&second).await == 200).then_some(()))
            .await;

        disk.grow("64m");
        eventually_some("the server is ready again", async || is_ready(&server).await.then_some(())).await;
        assert!(disk.has_reserve());
        for _ in 0..20 {
            assert_eq!(store(&second).await, 200);
        }
    }
}
