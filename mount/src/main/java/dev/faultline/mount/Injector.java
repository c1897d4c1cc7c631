package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.Faults;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Request;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** Has rules strike before requests are answered. Safe for several threads. */
final class Injector {
  private static final int LENGTH = 16;
  private static final int OFFSET = 8;
  private static final int TRANSFER_FLAGS = 20;

  /** Of a read: made by a call, and not for a page of a map. */
  private static final int READ_BY_CALL = 1 << 1;

  /** Of a write: a page of a map, which the kernel writes back. */
  private static final int WRITTEN_BACK = 1;

  private final Faults faults;
  private final Nodes nodes;
  private final Handles handles = new Handles();
  private final Requests requests;
  private final Waits waits;

  Injector(Faults faults, Nodes nodes, Waits waits) {
    this.faults = faults;
    this.nodes = nodes;
    this.requests = new Requests(nodes, handles, MountRules.countsRoom(faults.rules()));
    this.waits = waits;
  }

  /** Asks the rules what a request meets, and has {@code answer} answer it where it goes on. */
  void answer(Opcode opcode, Worker worker, Consumer<Worker> answer) {
    Exchange exchange = worker.exchange();
    List<Request> calls = requests.of(opcode, worker);
    boolean goesOn = true;
    Injection met = Injection.none(Long.MAX_VALUE);
    for (Request call : calls) {
      synchronized (faults) {
        met = faults.next(call);
      }
      if (goesOn && !meets(met, worker)) {
        goesOn = false;
      }
    }
    if (opcode == Opcode.RELEASE || opcode == Opcode.RELEASEDIR) {
      // Before the system can give its number to another. The kernel hears of no error here, and a
      // descriptor must not stay open for one.
      forget(exchange.int64(0));
      answer.accept(worker);
      return;
    }
    if (!goesOn) {
      return;
    }
    if (isCut(opcode, exchange)) {
      long bytes = Integer.toUnsignedLong(exchange.int32(LENGTH));
      exchange.replace32(LENGTH, (int) Math.min(bytes, met.length()));
    }
    answer.accept(worker);
    if (opcode == Opcode.READ) {
      flip(exchange, met.flips());
    }
    remember(opcode, worker, calls);
  }

  /**
   * Whether a rule may shorten it. Of a page that the kernel moves for a map it takes the part that
   * it gets for the whole: the rest of what was written would be lost, and the file be shorter.
   */
  private static boolean isCut(Opcode opcode, Exchange exchange) {
    return switch (opcode) {
      case READ -> (exchange.int32(TRANSFER_FLAGS) & READ_BY_CALL) != 0;
      case WRITE -> (exchange.int32(TRANSFER_FLAGS) & WRITTEN_BACK) == 0;
      default -> false;
    };
  }

  /** Waits and fails as a rule says; whether the request goes on. */
  private boolean meets(Injection met, Worker worker) {
    Exchange exchange = worker.exchange();
    if (met.delayNanos() > 0 || met.hangs()) {
      long nanos = met.hangs() ? -1 : met.delayNanos();
      if (waits.await(exchange.unique(), exchange.process(), nanos) == Waits.End.GIVEN_UP) {
        exchange.failed(-Errno.EINTR.number());
        return false;
      }
    }
    Errno errno = met.errno();
    if (errno != null) {
      exchange.failed(-errno.number());
      return false;
    }
    return true;
  }

  /** Turns bits of the file, counted from its first one, in what was read. */
  private static void flip(Exchange exchange, List<Long> bits) {
    long from = exchange.int64(OFFSET);
    int length = exchange.answered() - Exchange.OUT_HEADER;
    MemorySegment read = exchange.answer();
    for (long bit : bits) {
      long at = bit / 8 - from;
      if (at >= 0 && at < length) {
        read.set(JAVA_BYTE, at, (byte) (read.get(JAVA_BYTE, at) ^ 1 << (int) (bit % 8)));
      }
    }
  }

  private void remember(Opcode opcode, Worker worker, List<Request> calls) {
    Exchange exchange = worker.exchange();
    int at =
        switch (opcode) {
          case OPEN, OPENDIR -> 0;
          case CREATE, TMPFILE -> Entries.ENTRY_BYTES;
          default -> -1;
        };
    if (at >= 0 && exchange.answered() > Exchange.OUT_HEADER) {
      long handle = exchange.answered64(at);
      handles.opened(handle, opened(opcode, exchange, calls.getFirst()));
      synchronized (faults) {
        faults.opened(handle, at == 0 ? exchange.node() : exchange.answered64(0));
      }
    }
  }

  /** The path that it was opened with; of a file without a name, one that no other has. */
  private String opened(Opcode opcode, Exchange exchange, Request call) {
    return opcode == Opcode.TMPFILE ? nodes.path(nodes.get(exchange.answered64(0))) : call.path();
  }

  private void forget(long handle) {
    handles.closed(handle);
    synchronized (faults) {
      faults.closed(handle);
    }
  }
}
