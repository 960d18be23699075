//! A line to somewhere that the test can cut.

use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

pub struct Line {
    pub port: u16,
    is_up: Arc<watch::Sender<bool>>,
}

impl Line {
    /// To an address such as `127.0.0.1:5432`.
    pub async fn to(address: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_up = Arc::new(watch::Sender::new(true));
        let (tasks, up) = (TaskTracker::new(), is_up.subscribe());
        tasks.clone().spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (address, mut up) = (address.clone(), up.clone());
                tasks.spawn(async move {
                    // Cut, it takes connections and drops them.
                    if *up.borrow_and_update() {
                        let mut far = TcpStream::connect(address).await.unwrap();
                        tokio::select! {
                            _ = copy_bidirectional(&mut near, &mut far) => {}
                            _ = up.wait_for(|up| !up) => {}
                        }
                    }
                });
            }
        });
        Self { port, is_up }
    }

    /// Breaks all connections, and every new one.
    pub fn cut(&self) {
        self.is_up.send_replace(false);
    }

    pub fn mend(&self) {
        self.is_up.send_replace(true);
    }
}
