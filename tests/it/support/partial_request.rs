//! A request whose body the server is waiting for.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::wait::in_time;

pub struct PartialRequest {
    connection: TcpStream,
    body: String,
}

impl PartialRequest {
    /// Sends the head of a user's `POST /messages`, and returns once the server has asked for the body.
    pub async fn post_message(url: &str, publishable_key: &str, external_id: &str, body: &Value) -> Self {
        let (address, body) = (url.trim_start_matches("http://"), body.to_string());
        let mut connection = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST /messages HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nExpect: 100-continue\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\
             X-PROFICIENT-API-KEY: {publishable_key}\r\nX-PROFICIENT-USER-EXTERNAL-ID: {external_id}\r\n\r\n",
            body.len()
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut request = Self { connection, body };
        let expected = "HTTP/1.1 100 Continue\r\n\r\n";
        let mut received = vec![0; expected.len()];
        in_time("100 Continue", request.connection.read_exact(&mut received)).await.unwrap();
        assert_eq!(String::from_utf8(received).unwrap(), expected);
        request
    }

    /// Sends the body and returns the response with its head.
    pub async fn finish(mut self) -> String {
        self.connection.write_all(self.body.as_bytes()).await.unwrap();
        let mut response = String::new();
        in_time("the response", self.connection.read_to_string(&mut response)).await.unwrap();
        response
    }
}
