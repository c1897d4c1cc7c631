package dev.faultline.mount;

import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a program acknowledges: the lines that it writes to a file of the mount, which belongs to no
 * model. Whoever writes there goes on when the line has been taken, so nothing that it does later
 * comes before it. The caller holds a lock.
 */
final class Promises {
  private static final long NONE = 0;

  private final Consumer<String> promised;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long node = NONE;

  Promises(Consumer<String> promised) {
    this.promised = promised;
  }

  /** Whether a call that succeeded was on the file. */
  boolean take(Opcode opcode, Worker worker) {
    Exchange exchange = worker.exchange();
    switch (opcode) {
      case CREATE -> {
        if (exchange.node() == Nodes.ROOT && exchange.name(16).equals(MountBase.PROMISES)) {
          node = exchange.answered64(0);
          return true;
        }
      }
      case UNLINK -> {
        return exchange.node() == Nodes.ROOT && exchange.name(0).equals(MountBase.PROMISES);
      }
      case WRITE -> {
        if (exchange.node() == node) {
          write(exchange.bytes(40, exchange.answered32(0)));
          return true;
        }
      }
      default -> {}
    }
    return exchange.node() == node;
  }

  private void write(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\n') {
        promised.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
        line.reset();
      } else {
        line.write(each);
      }
    }
  }
}
