//! A TCP proxy whose connections the test can cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use super::wait::eventually;

pub struct CuttableProxy {
    pub port: u16,
    is_up: watch::Sender<bool>,
    refused: Arc<AtomicUsize>,
}

impl CuttableProxy {
    /// Starts a proxy to an address such as `127.0.0.1:5432`.
    pub async fn to(address: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let proxy = Self { port, is_up: watch::Sender::new(true), refused: Arc::default() };
        let (tasks, up, refused) = (TaskTracker::new(), proxy.is_up.subscribe(), Arc::clone(&proxy.refused));
        tasks.clone().spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (address, mut up) = (address.clone(), up.clone());
                if !*up.borrow_and_update() {
                    refused.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
                tasks.spawn(async move {
                    let mut far = TcpStream::connect(address).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = up.wait_for(|up| !up) => {}
                    }
                });
            }
        });
        proxy
    }

    /// Closes all connections, and every new one.
    pub fn cut(&self) {
        self.is_up.send_replace(false);
    }

    /// Lets connections through again.
    pub fn restore(&self) {
        self.is_up.send_replace(true);
    }

    /// Waits until this many more connections were closed because the proxy is cut.
    pub async fn refuses(&self, count: usize) {
        let before = self.refused.load(Ordering::SeqCst);
        eventually("connections are refused", || self.refused.load(Ordering::SeqCst) >= before + count).await;
    }
}
