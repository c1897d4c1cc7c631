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
  private static final int READ_LENGTH = 16;
  private static final int OFFSET = 8;

  private final Faults faults;
  private final Requests requests;
  private final Waits waits;

  Injector(Faults faults, Nodes nodes, Waits waits) {
    this.faults = faults;
    this.requests = new Requests(nodes);
    this.waits = waits;
  }

  /** Asks the rules what a request meets, and has {@code answer} answer it where it goes on. */
  void answer(Opcode opcode, Worker worker, Consumer<Worker> answer) {
    Exchange exchange = worker.exchange();
    long handle = exchange.requestLength() > Exchange.IN_HEADER ? exchange.int64(0) : 0;
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
    if (!goesOn) {
      if (opcode == Opcode.RELEASE || opcode == Opcode.RELEASEDIR) {
        // The kernel hears of no error here; a descriptor must not stay open for it.
        answer.accept(worker);
      }
      forgetHandle(opcode, handle);
      return;
    }
    int bytes = exchange.int32(READ_LENGTH);
    if (opcode == Opcode.READ || opcode == Opcode.WRITE) {
      exchange.replace32(READ_LENGTH, (int) Math.min(Integer.toUnsignedLong(bytes), met.length()));
    }
    answer.accept(worker);
    if (opcode == Opcode.READ) {
      flip(exchange, met.flips());
    }
    rememberHandle(opcode, worker);
    forgetHandle(opcode, handle);
  }

  /** Waits and fails as a rule says; whether the request goes on. */
  private boolean meets(Injection met, Worker worker) {
    Exchange exchange = worker.exchange();
    if (met.delayNanos() > 0 || met.hangs()) {
      long nanos = met.hangs() ? -1 : met.delayNanos();
      if (waits.await(exchange.unique(), nanos) == Waits.End.GIVEN_UP) {
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

  private void rememberHandle(Opcode opcode, Worker worker) {
    Exchange exchange = worker.exchange();
    int at =
        switch (opcode) {
          case OPEN -> 0;
          case CREATE, TMPFILE -> Entries.ENTRY_BYTES;
          default -> -1;
        };
    if (at >= 0 && exchange.answered() > Exchange.OUT_HEADER) {
      synchronized (faults) {
        faults.opened(exchange.answered64(at), at == 0 ? exchange.node() : exchange.answered64(0));
      }
    }
  }

  private void forgetHandle(Opcode opcode, long handle) {
    if (opcode == Opcode.RELEASE) {
      synchronized (faults) {
        faults.closed(handle);
      }
    }
  }
}
