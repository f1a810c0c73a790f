//! Listeners of the test's own: one that only counts, and one that stands before a server like a proxy and can be shut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use socket2::{Domain, Socket, Type};

/// An address where nobody listens, kept so that nobody else can take it meanwhile.
pub struct Held(Socket);

impl Held {
    pub fn any() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    fn at(address: SocketAddr) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        // Connections that were cut just now keep the address from being taken otherwise.
        socket.set_reuse_address(true).unwrap();
        // Bound before the listener goes away: nobody else's connection gets the port in between.
        #[cfg(unix)]
        socket.set_reuse_port(true).unwrap();
        socket.bind(&address.into()).unwrap();
        Self(socket)
    }

    pub fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap().as_socket().unwrap()
    }

    fn listen(self) -> TcpListener {
        self.0.listen(128).unwrap();
        self.0.into()
    }
}

/// Counts connections and answers nothing.
pub struct Counter {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Counter {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        std::thread::spawn(move || {
            while listener.accept().is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, connections }
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// What a gate does with who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Hands everything on to the server.
    Open,
    /// Nobody listens.
    Shut,
    /// Answers HTTP 407, as a proxy that wants credentials.
    WantsCredentials,
}

/// Stands before a server.
pub struct Gate {
    pub address: SocketAddr,
    server: SocketAddr,
    streams: Arc<Mutex<Vec<TcpStream>>>,
    listening: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
    held: Option<Held>,
}

impl Gate {
    pub fn before(server: SocketAddr) -> Self {
        let held = Held::any();
        let mut gate = Self { address: held.address(), server, streams: Arc::default(), listening: None, held: None };
        gate.listen(held.listen(), Way::Open);
        gate
    }

    fn listen(&mut self, listener: TcpListener, way: Way) {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, server, streams) = (Arc::clone(&stop), self.server, Arc::clone(&self.streams));
        let listening = std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), false) = (stream, stopped.load(Ordering::SeqCst)) else { return };
                if way == Way::WantsCredentials {
                    std::thread::spawn(move || refuse(stream));
                    continue;
                }
                let onward = TcpStream::connect(server).unwrap();
                streams.lock().unwrap().extend([stream.try_clone().unwrap(), onward.try_clone().unwrap()]);
                hand_on(stream.try_clone().unwrap(), onward.try_clone().unwrap());
                hand_on(onward, stream);
            }
        });
        self.listening = Some((stop, listening));
    }

    /// From now on, also for connections that are open.
    pub fn set(&mut self, way: Way) {
        let held = self.held.take().unwrap_or_else(|| Held::at(self.address));
        if let Some((stop, listening)) = self.listening.take() {
            stop.store(true, Ordering::SeqCst);
            let _ = TcpStream::connect(self.address);
            listening.join().unwrap();
        }
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        match way {
            Way::Shut => self.held = Some(held),
            Way::Open | Way::WantsCredentials => self.listen(held.listen(), way),
        }
    }
}

fn hand_on(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

/// Reads a request's head and answers 407.
fn refuse(mut stream: TcpStream) {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => head.extend_from_slice(&piece[..read]),
            _ => return,
        }
    }
    let _ = stream.write_all(
        b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"p\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
    // What of the request is still under way would turn the close into a reset.
    let _ = stream.shutdown(Shutdown::Write);
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}
