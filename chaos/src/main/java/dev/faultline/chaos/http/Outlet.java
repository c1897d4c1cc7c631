package dev.faultline.chaos.http;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes on in one direction: in order, each not before its moment, some of it in drops. */
final class Outlet {
  /** Something that waits; with {@code dropBytes} of 0 it goes on whole. */
  private static final class Entry {
    final Signal signal;
    final Pace pace;

    /** When it came. */
    final long sinceNanos;

    final List<Runnable> then = new ArrayList<>();
    long dueNanos;
    long dropBytes;
    long betweenNanos;

    Entry(Signal signal, Pace pace, long sinceNanos) {
      this.signal = signal;
      this.pace = pace;
      this.sinceNanos = sinceNanos;
      retime();
    }

    void retime() {
      dueNanos = sinceNanos + pace.delayNanos();
      dropBytes = pace.dropBytes();
      betweenNanos = pace.betweenNanos();
    }
  }

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /** Before any time, so that the first drop waits for none. */
  private long lastDropNanos = Long.MIN_VALUE / 2;

  private long bytes;

  void add(Signal signal, long nowNanos) {
    add(signal, nowNanos, Pace.NONE);
  }

  void add(Signal signal, long nowNanos, Pace pace) {
    if (signal instanceof Signal.Data(ByteBuffer data)) {
      if (!data.hasRemaining()) {
        return;
      }
      bytes += data.remaining();
    }
    entries.add(new Entry(signal, pace, nowNanos));
  }

  /** What waits goes on as toxics say now. */
  void retime(long nowNanos) {
    Pace before = Pace.NONE;
    for (Entry entry : entries) {
      if (!entry.pace.equals(before)) {
        before = entry.pace;
        before.refresh(nowNanos);
      }
      entry.retime();
    }
  }

  /** Does this as soon as all that waits now has gone on, or never will. */
  void whenGone(Runnable then) {
    Entry last = entries.peekLast();
    if (last == null) {
      then.run();
    } else {
      last.then.add(then);
    }
  }

  /** What waits never goes on. */
  void release() {
    for (Entry entry : entries) {
      entry.then.forEach(Runnable::run);
      entry.then.clear();
    }
  }

  private Signal takeHead() {
    Entry head = entries.remove();
    head.then.forEach(Runnable::run);
    return head.signal;
  }

  private long dueOf(Entry entry) {
    return entry.dropBytes > 0
        ? Math.max(entry.dueNanos, lastDropNanos + entry.betweenNanos)
        : entry.dueNanos;
  }

  @Nullable Signal poll(long nowNanos) {
    Entry head = entries.peek();
    if (head == null || dueOf(head) > nowNanos) {
      return null;
    }
    if (!(head.signal instanceof Signal.Data(ByteBuffer data))) {
      return takeHead();
    }
    if (head.dropBytes > 0) {
      lastDropNanos = nowNanos;
      if (data.remaining() > head.dropBytes) {
        int drop = (int) head.dropBytes;
        ByteBuffer first = data.slice(data.position(), drop);
        data.position(data.position() + drop);
        bytes -= drop;
        return new Signal.Data(first);
      }
    }
    bytes -= data.remaining();
    return takeHead();
  }

  long deadlineNanos() {
    Entry head = entries.peek();
    return head == null ? Stage.NEVER : dueOf(head);
  }

  long bytes() {
    return bytes;
  }

  long memory() {
    return Signal.memoryOf(entries.size(), bytes);
  }

  List<Signal> drain() {
    List<Signal> all = new ArrayList<>();
    release();
    entries.forEach(entry -> all.add(entry.signal));
    entries.clear();
    bytes = 0;
    return all;
  }
}
