package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.faultline.disk.fault.Effect;
import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Request;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has rules strike before requests are answered. Safe for several threads. */
final class Injector implements Service.Answerer {
  private static final int LENGTH = 16;
  private static final int OFFSET = 8;
  private static final int TRANSFER_FLAGS = 20;

  /** Of a read: made by a call, and not for a page of a map. */
  private static final int READ_BY_CALL = 1 << 1;

  /** Of a write: a page of a map, which the kernel writes back. */
  private static final int WRITTEN_BACK = 1;

  private final Rules rules;
  private final Handles handles;
  private final Nodes nodes;
  private final Requests requests;
  private final Waits waits;
  private final Damage damage;
  private final Forgetting forgetting;
  private final RuledCrashes crashes;
  private final Service.Answerer inner;

  /**
   * Strikes.
   *
   * @param inner answers what goes on
   */
  Injector(
      Rules rules,
      Handles handles,
      Nodes nodes,
      Waits waits,
      Damage damage,
      Forgetting forgetting,
      RuledCrashes crashes,
      Service.Answerer inner) {
    this.crashes = crashes;
    this.rules = rules;
    this.handles = handles;
    this.nodes = nodes;
    this.requests = new Requests(nodes, handles, rules);
    this.waits = waits;
    this.damage = damage;
    this.forgetting = forgetting;
    this.inner = inner;
  }

  /** Asks the rules what a request meets, and has it answered where it goes on. */
  @Override
  public void answer(Opcode opcode, Worker worker) {
    List<Request> calls = rules.active() ? requests.of(opcode, worker) : List.of();
    boolean goesOn = true;
    Injection met = Injection.none(Long.MAX_VALUE);
    for (Request call : calls) {
      met = rules.next(call);
      if (goesOn && !meets(met, call, worker)) {
        goesOn = false;
      }
    }
    if (opcode == Opcode.RELEASE || opcode == Opcode.RELEASEDIR) {
      // Before the system can give its number to another. The kernel hears of no error here, and a
      // descriptor must not stay open for one.
      forget(worker.exchange().int64(0));
      inner.answer(opcode, worker);
      return;
    }
    if (goesOn) {
      Request call = calls.isEmpty() ? null : calls.getFirst();
      goOn(opcode, worker, met, call);
      remember(opcode, worker, call == null ? null : call.path());
    }
  }

  private void goOn(Opcode opcode, Worker worker, Injection met, @Nullable Request call) {
    Exchange exchange = worker.exchange();
    if (crashes.isPast(exchange)) {
      exchange.failed(-Errno.EIO.number());
      return;
    }
    if (met.crash() != null) {
      crash(opcode, worker, met.crash(), call);
      return;
    }
    if (isCut(opcode, exchange)) {
      long bytes = Integer.toUnsignedLong(exchange.int32(LENGTH));
      exchange.replace32(LENGTH, (int) Math.min(bytes, met.length()));
    }
    if (opcode == Opcode.WRITE && (met.isLost() || met.byBytes() != 0)) {
      damage.misplace(worker, met, each -> inner.answer(opcode, each));
      return;
    }
    worker.setStale(met.isStale());
    inner.answer(opcode, worker);
    if (opcode == Opcode.FSYNC && !exchange.hasFailed()) {
      crashes.synced(exchange.node());
    }
    if (opcode == Opcode.READ) {
      flip(exchange, met.flips());
    }
  }

  private void crash(Opcode opcode, Worker worker, Effect.Crashing effect, @Nullable Request call) {
    Exchange exchange = worker.exchange();
    boolean makesCall =
        switch (effect) {
          case Effect.Crash(boolean before) -> !before;
          case Effect.Torn _ -> false;
          case Effect.TornGroup _ -> true;
        };
    if (makesCall) {
      worker.setStale(false);
      inner.answer(opcode, worker);
      if (exchange.hasFailed()) {
        return;
      }
    }
    try {
      if (crashes.strike(effect, exchange)) {
        exchange.failed(-Errno.EIO.number());
        if (effect instanceof Effect.TornGroup group && call != null) {
          rules.tore(group, call);
        }
      }
    } catch (IOException e) {
      exchange.failed(-Errno.EIO.number());
    }
  }

  /**
   * Of a file that was open before a rule for its bytes came, the kernel keeps what it reads: it is
   * told to forget each time.
   */
  @Override
  public void sent(Worker worker) {
    if (rules.active() && Opcode.of(worker.exchange().opcode()) == Opcode.READ) {
      OpenFile open = handles.get(worker.exchange().int64(0));
      if (open != null && open.isKept() && !forgetting.mayKeep(open)) {
        forgetting.soon(open.node());
      }
    }
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

  /** Waits, harms and fails as a rule says; whether the request goes on. */
  private boolean meets(Injection met, Request call, Worker worker) {
    Exchange exchange = worker.exchange();
    if (!waits(met, call, exchange)) {
      exchange.failed(-Errno.EINTR.number());
      return false;
    }
    try {
      damage.rot(worker, call.file(), met.rot());
    } catch (IOException e) {
      exchange.failed(-Errno.EIO.number());
      return false;
    }
    Injection.Unwritten unwritten = met.unwritten();
    if (unwritten != null) {
      damage.unwritten(call.file(), unwritten);
    }
    if (met.kills()) {
      Clients.killProcessOf(exchange.process());
    }
    Errno errno = met.errno();
    if (errno != null) {
      exchange.failed(-errno.number());
      return false;
    }
    return true;
  }

  /** Whether it was not given up meanwhile. */
  private boolean waits(Injection met, Request call, Exchange exchange) {
    if (met.delayNanos() == 0 && !met.hangs()) {
      return true;
    }
    long nanos = met.hangs() ? Waits.FOR_EVER : met.delayNanos();
    Waits.End end = waits.await(exchange.unique(), exchange.process(), nanos);
    // A rule was taken away, which may have been another one.
    while (end == Waits.End.RELEASED && met.hangs() && rules.holds(call)) {
      end = waits.await(exchange.unique(), exchange.process(), nanos);
    }
    return end != Waits.End.GIVEN_UP;
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

  private void remember(Opcode opcode, Worker worker, @Nullable String known) {
    Exchange exchange = worker.exchange();
    int at =
        switch (opcode) {
          case OPEN, OPENDIR -> 0;
          case CREATE, TMPFILE -> Entries.ENTRY_BYTES;
          default -> -1;
        };
    if (at >= 0 && exchange.answered() > Exchange.OUT_HEADER) {
      long handle = exchange.answered64(at);
      long node = at == 0 ? exchange.node() : exchange.answered64(0);
      // Of a file without a name, the path is one that no other has.
      String path = known == null || opcode == Opcode.TMPFILE ? nodes.path(nodes.get(node)) : known;
      boolean isKept = opcode != Opcode.OPENDIR && !Contents.isDirect(exchange, at);
      handles.opened(handle, new OpenFile(node, path, isKept));
      rules.opened(handle, node);
    }
  }

  private void forget(long handle) {
    handles.closed(handle);
    rules.closed(handle);
  }
}
