package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.ConnectFault;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Applies the connect faults before a connection opens. Used by one loop's thread. */
final class Dialling extends Alarm {
  private final Relay relay;
  private final SocketChannel client;
  private final Traffic received;
  private final boolean blackHole;
  private final long beganNanos;
  private final Set<Long> counted = new HashSet<>();
  private List<String> names = List.of();
  private boolean dialled;
  private boolean holding;

  /**
   * For a connection that begins now.
   *
   * @param blackHole whether there is no server at all
   */
  Dialling(Relay relay, SocketChannel client, Traffic received, boolean blackHole) {
    super(relay.loop().nextAlarm());
    this.relay = relay;
    this.client = client;
    this.received = received;
    this.blackHole = blackHole;
    beganNanos = relay.loop().nowNanos();
  }

  /** Looks at the proxy's toxics, and dials, waits, holds or resets. */
  void consider(long nowNanos) throws IOException {
    if (dialled) {
      return;
    }
    boolean hold = blackHole;
    boolean reset = false;
    long dueNanos = beganNanos;
    List<String> biting = new ArrayList<>();
    for (Planted toxic : relay.toxics()) {
      if (!(toxic.spec().toxic() instanceof ConnectFault fault) || !relay.bites(toxic, nowNanos)) {
        continue;
      }
      switch (fault) {
        case ConnectFault.Refuse refuse -> {
          // The listening socket is closed; who came before is served.
          continue;
        }
        case ConnectFault.ConnectReset now -> reset = true;
        case ConnectFault.ConnectNever never -> hold = true;
        case ConnectFault.SlowConnect(long delayMillis) -> {
          long delayNanos = Math.min(delayMillis, Long.MAX_VALUE / 4_000_000) * 1_000_000;
          dueNanos = Math.min(dueNanos + delayNanos, Long.MAX_VALUE / 2);
        }
      }
      biting.add(toxic.spec().name());
      if (counted.add(toxic.id())) {
        toxic.applications().increment();
      }
    }
    names = List.copyOf(biting);
    if (reset || (holding && !hold)) {
      // What was swallowed meanwhile is missing: the connection cannot go on.
      relay.reset();
    } else if (hold) {
      hold();
    } else if (dueNanos > nowNanos) {
      relay.loop().wakeAt(this, dueNanos);
    } else {
      dialled = true;
      relay.loop().wakeAt(this, Long.MAX_VALUE);
      relay.dialNow();
    }
  }

  private void hold() throws IOException {
    relay.loop().wakeAt(this, Long.MAX_VALUE);
    if (!holding) {
      holding = true;
      relay
          .loop()
          .register(client, SelectionKey.OP_READ, (key, now) -> relay.guarded(this::swallow));
    }
  }

  private void swallow() throws IOException {
    int count = client.read(relay.loop().buffer());
    if (count < 0) {
      relay.close();
    } else {
      received.received().add(count);
    }
  }

  /** The names of the toxics that bite it. */
  List<String> names() {
    return names;
  }

  String state() {
    return holding ? "held" : dialled ? "dialling" : "waiting";
  }

  @Override
  void ring(long nowNanos) {
    relay.guarded(() -> consider(nowNanos));
  }
}
