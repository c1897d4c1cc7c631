package dev.faultline.chaos.net;

import dev.faultline.chaos.http.HttpMiddle;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.HttpFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One connection through a proxy: a client, a server, and the two directions between them. */
final class Relay {
  /** Something that a socket may refuse to do. */
  interface Step {
    void run() throws IOException;
  }

  private final Listener listener;
  private final Loop loop;
  private final long number;
  private final SocketChannel clientChannel;
  private final InetSocketAddress clientAddress;
  private final SocketChannel serverChannel;
  private final Dialling dialling;
  private @Nullable Flow upstream;
  private @Nullable Flow downstream;
  private @Nullable Side client;
  private @Nullable Side server;
  private @Nullable SelectionKey dialled;
  private @Nullable HttpMiddle middle;
  private @Nullable ByteBuffer early;
  private boolean closed;

  Relay(
      Listener listener,
      Loop loop,
      long number,
      SocketChannel clientChannel,
      InetSocketAddress clientAddress,
      SocketChannel serverChannel) {
    this.listener = listener;
    this.loop = loop;
    this.number = number;
    this.clientChannel = clientChannel;
    this.clientAddress = clientAddress;
    this.serverChannel = serverChannel;
    dialling =
        new Dialling(
            this, clientChannel, listener.traffic(Direction.UPSTREAM), listener.isBlackHole());
  }

  Loop loop() {
    return loop;
  }

  Budget budget() {
    return listener.budget();
  }

  List<Planted> toxics() {
    return listener.toxics();
  }

  boolean bites(Planted toxic, long nowNanos) {
    return toxic.bites(
        clientAddress.getAddress(),
        listener.draws().share(listener.proxy(), number, toxic.id()),
        nowNanos);
  }

  SplittableRandom randomOf(Planted toxic, Direction direction) {
    return listener.draws().stream(listener.proxy(), number, toxic.id(), direction);
  }

  /** What a toxic draws for one of the requests of this connection. */
  SplittableRandom randomOf(Planted toxic, long request) {
    return listener.draws().request(listener.proxy(), number, toxic.id(), request);
  }

  boolean isClosed() {
    return closed;
  }

  /** Begins: on the loop's thread. */
  void begin() {
    guarded(() -> dialling.consider(loop.nowNanos()));
  }

  /** Finds out where the server is, and dials it. */
  void dialNow() {
    if (listener.routesByName()) {
      new Sniffer(this, clientChannel, listener).begin();
    } else {
      listener.resolveAndDial(this);
    }
  }

  /** Dials this server, which gets what the client has sent so far. */
  void dialFor(Endpoint target, ByteBuffer sent) {
    early = sent;
    listener.resolveAndDial(this, target);
  }

  /** Begins to connect to the server. */
  void dial(InetSocketAddress address) {
    guarded(() -> {
      if (serverChannel.connect(address)) {
        open();
      } else {
        dialled =
            loop.register(serverChannel, SelectionKey.OP_CONNECT, (key, now) -> finishDialling());
      }
    });
  }

  private void finishDialling() {
    guarded(() -> {
      if (serverChannel.finishConnect()) {
        open();
      }
    });
  }

  private void open() throws IOException {
    serverChannel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    clientChannel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    SelectionKey clientKey = loop.register(clientChannel, 0, (key, now) -> ready(key, true, now));
    SelectionKey serverKey;
    if (dialled == null) {
      serverKey = loop.register(serverChannel, 0, (key, now) -> ready(key, false, now));
    } else {
      serverKey = dialled;
      serverKey.interestOps(0);
      serverKey.attach((Loop.Ready) (key, now) -> ready(key, false, now));
    }
    client = sideOf(clientChannel, clientKey, listener.engineTowardsClient(), true);
    server = sideOf(serverChannel, serverKey, listener.engineTowardsServer(), false);
    if (listener.carriesHttp()) {
      middle = new HttpMiddle(new RequestFaults(this, listener));
    }
    upstream =
        new Flow(
            this,
            Direction.UPSTREAM,
            client,
            server,
            listener.traffic(Direction.UPSTREAM),
            middle == null ? null : middle.upstream(),
            loop.nextAlarm());
    downstream =
        new Flow(
            this,
            Direction.DOWNSTREAM,
            server,
            client,
            listener.traffic(Direction.DOWNSTREAM),
            middle == null ? null : middle.downstream(),
            loop.nextAlarm());
    reconfigureNow();
    if (early != null && !closed) {
      upstream.feed(early, loop.nowNanos());
      early = null;
      pumpAcross();
    }
    for (Side side : new Side[] {client, server}) {
      if (side instanceof TlsSide tls && !closed) {
        tls.step();
      }
    }
  }

  private Side sideOf(
      SocketChannel channel, SelectionKey key, Optional<SSLEngine> engine, boolean ofClient)
      throws IOException {
    if (engine.isEmpty()) {
      return new Side(channel, key);
    }
    TlsSide side =
        new TlsSide(channel, key, engine.get(), loop, () -> stir(ofClient, loop.nowNanos()));
    key.attach((Loop.Ready) (readied, now) -> stir(ofClient, now));
    return side;
  }

  /** A socket with TLS is ready, or can go on for another reason. */
  private void stir(boolean ofClient, long nowNanos) {
    guarded(() -> {
      Flow reading = ofClient ? upstream : downstream;
      Flow writing = ofClient ? downstream : upstream;
      if (!((ofClient ? client : server) instanceof TlsSide side)
          || reading == null
          || writing == null) {
        return;
      }
      boolean failedBefore = side.inputFailed();
      try {
        side.step();
        if (side.wantsWrite()) {
          writing.pump(nowNanos);
        }
        if (!closed && side.wantsRead()) {
          reading.read(nowNanos);
          pumpAcross();
        }
      } catch (IOException e) {
        if (failedBefore || !side.inputFailed() || !established()) {
          throw e;
        }
        // The sender has reset its connection, or what it sends is cut or forged: the receiver is
        // not to take what came before for all of it.
        listener.failed(e);
        reading.senderReset(nowNanos);
        pumpAcross();
      }
    });
  }

  /** Whether both peers and the proxy have agreed on all that comes before the first byte. */
  private boolean established() {
    return client != null && server != null && client.established() && server.established();
  }

  /** What came in one direction may let something go on in the other. */
  private void pumpAcross() throws IOException {
    for (Flow flow : new Flow[] {upstream, downstream}) {
      if (middle != null && flow != null && !closed) {
        flow.pump(loop.nowNanos());
      }
    }
  }

  private void ready(SelectionKey key, boolean ofClient, long nowNanos) {
    Flow reading = ofClient ? upstream : downstream;
    Flow writing = ofClient ? downstream : upstream;
    if (closed || reading == null || writing == null) {
      return;
    }
    if (key.isWritable()) {
      guarded(() -> writing.pump(nowNanos));
    }
    if (closed || !key.isValid() || !key.isReadable()) {
      return;
    }
    try {
      reading.read(nowNanos);
    } catch (IOException e) {
      // The sender has reset its connection; the receiver is to see that too.
      guarded(() -> reading.senderReset(nowNanos));
    }
    if (middle != null) {
      guarded(this::pumpAcross);
    }
  }

  /** Looks at the proxy's toxics again. */
  void reconfigure() {
    loop.execute(() -> guarded(this::reconfigureNow));
  }

  private void reconfigureNow() throws IOException {
    long now = loop.nowNanos();
    if (upstream == null && !closed) {
      dialling.consider(now);
    }
    for (Flow flow : new Flow[] {upstream, downstream}) {
      if (flow != null && !closed) {
        flow.reconfigure(now);
      }
    }
  }

  /** Runs one step; a socket that fails ends this connection and nothing else. */
  void guarded(Step step) {
    if (closed) {
      return;
    }
    try {
      step.run();
    } catch (Throwable e) {
      listener.failed(e);
      if (e instanceof Error) {
        loop.report(e);
      }
      if (upstream == null || (e instanceof SSLException && !established())) {
        dialFailed();
      } else {
        reset();
      }
    }
  }

  void oneFinished() {
    if (upstream != null && downstream != null && upstream.finished() && downstream.finished()) {
      close();
    }
  }

  /** The server cannot be reached: the client sees an end, or a reset where that is wanted. */
  void dialFailed() {
    if (listener.resetsWhenDialFails()) {
      reset();
    } else {
      close();
    }
  }

  /** Both peers see a reset connection. */
  void reset() {
    if (closed) {
      return;
    }
    end();
    if (client != null && server != null) {
      client.reset();
      server.reset();
      return;
    }
    try {
      clientChannel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      listener.failed(e);
    }
    Loop.closeQuietly(clientChannel);
    Loop.closeQuietly(serverChannel);
  }

  /** Both peers see the end of the data. */
  void close() {
    if (closed) {
      return;
    }
    end();
    try {
      loop.discardUnread(clientChannel);
    } catch (IOException | RuntimeException e) {
      listener.failed(e);
    }
    if (client != null && server != null) {
      client.close();
      server.close();
    }
    Loop.closeQuietly(clientChannel);
    Loop.closeQuietly(serverChannel);
  }

  private void end() {
    closed = true;
    loop.wakeAt(dialling, Long.MAX_VALUE);
    if (upstream != null) {
      upstream.release();
    }
    if (downstream != null) {
      downstream.release();
    }
    if (middle != null) {
      middle.release();
    }
    listener.ended(this);
  }

  ConnectionView view() {
    return new ConnectionView(
        number,
        Endpoint.text(clientAddress),
        upstream == null ? dialling.state() : "open",
        dialling.names(),
        upstream == null ? List.of() : upstream.chain().names(),
        downstream == null ? List.of() : withHttp(downstream.chain().names()),
        (upstream == null ? 0 : upstream.heldBytes())
            + (downstream == null ? 0 : downstream.heldBytes()));
  }

  /** Faults of HTTP strike requests, and show at the answers. */
  private List<String> withHttp(List<String> names) {
    List<String> all = new ArrayList<>(names);
    for (Planted toxic : toxics()) {
      if (toxic.spec().toxic() instanceof HttpFault && bites(toxic, loop.nowNanos())) {
        all.add(toxic.spec().name());
      }
    }
    return all;
  }

  long number() {
    return number;
  }
}
