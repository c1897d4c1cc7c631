package dev.faultline.chaos.net;

import dev.faultline.chaos.tls.ClientHello;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the name of the requested server from a client's first bytes. A client that stays silent
 * for a time, or does not speak TLS, gets the default server. Used by one loop's thread.
 */
final class Sniffer extends Alarm {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Relay relay;
  private final SocketChannel client;
  private final Listener listener;
  private final ByteBuffer sent = ByteBuffer.allocate(ClientHello.LONGEST);
  private @Nullable SelectionKey key;

  Sniffer(Relay relay, SocketChannel client, Listener listener) {
    super(relay.loop().nextAlarm());
    this.relay = relay;
    this.client = client;
    this.listener = listener;
  }

  void begin() {
    relay.guarded(() -> {
      key =
          relay
              .loop()
              .register(client, SelectionKey.OP_READ, (ready, now) -> relay.guarded(this::look));
      relay.loop().wakeAt(this, relay.loop().nowNanos() + PATIENCE_NANOS);
    });
  }

  private void look() throws IOException {
    int count = client.read(sent);
    if (count < 0) {
      decide(Optional.empty(), false);
      return;
    }
    switch (ClientHello.read(sent.duplicate().flip())) {
      case ClientHello.Outcome.More more -> {}
      case ClientHello.Outcome.Name(String host) -> decide(Optional.of(host), true);
      case ClientHello.Outcome.NoName none -> decide(Optional.empty(), true);
      case ClientHello.Outcome.NotTls other -> decide(Optional.empty(), false);
    }
  }

  private void decide(Optional<String> name, boolean speaksTls) throws IOException {
    relay.loop().wakeAt(this, Long.MAX_VALUE);
    if (key != null) {
      key.interestOps(0);
    }
    Optional<Endpoint> server = listener.serverFor(name);
    if (server.isPresent()) {
      relay.dialFor(server.get(), sent.flip());
      return;
    }
    if (speaksTls) {
      client.write(ClientHello.unrecognizedName());
    }
    relay.dialFailed();
  }

  @Override
  void ring(long nowNanos) {
    relay.guarded(() -> decide(Optional.empty(), false));
  }
}
