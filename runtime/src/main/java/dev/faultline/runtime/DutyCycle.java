package dev.faultline.runtime;

import dev.faultline.link.Endpoint;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.runtime.base.Pages;
import dev.faultline.runtime.base.Sleep;
import dev.faultline.runtime.log.LogException;
import dev.faultline.runtime.socket.ReceivedBatch;
import dev.faultline.runtime.socket.UdpSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a driver does again and again: run tasks, receive, hear of the log, run timers, send; and
 * sleep until there is more. Allocates nothing. Used by the driver's thread, but for {@link
 * #needsWaking}.
 */
final class DutyCycle {
  /** The longest sleep, so that a clock that jumps cannot make it endless. */
  private static final long SLEEP_NANOS_MAX = 1_000_000_000;

  /** No further batch is received in a cycle after so many messages, or so many bytes. */
  private static final int MESSAGES_IN_CYCLE = 8 * ReceivedBatch.MESSAGES_MAX;

  private static final long BYTES_IN_CYCLE = 1 << 17;

  private final Arena arena = Arena.ofAuto();
  private final ReceivedBatch batch = new ReceivedBatch(arena);
  private final List<MemorySegment> released = new ArrayList<>();
  private final Sleep sleep = new Sleep();
  private final UdpSocket socket;
  private final Endpoint endpoint;
  private final @Nullable SecureLayer secure;
  private final @Nullable LogStorage storage;
  private final PeerTable peers;
  private final SocketEgress egress;
  private final DatagramFilter filter;
  private final Tasks tasks;
  private final Failures failures;
  private final DriverCounters counters;
  private BooleanSupplier source = () -> false;
  private long durable = -1;
  private boolean storageFailed;

  DutyCycle(
      UdpSocket socket,
      Endpoint endpoint,
      @Nullable SecureLayer secure,
      @Nullable LogStorage storage,
      PeerTable peers,
      DatagramFilter filter,
      Tasks tasks,
      Failures failures,
      DriverCounters counters) {
    this.socket = socket;
    this.endpoint = endpoint;
    this.secure = secure;
    this.storage = storage;
    this.peers = peers;
    this.filter = filter;
    this.tasks = tasks;
    this.failures = failures;
    this.counters = counters;
    egress = new SocketEgress(socket, peers, counters);
    endpoint.onReleased(released::add);
  }

  /** Called at the beginning of each cycle, offers what it has, and says if it had any. */
  void source(BooleanSupplier offers) {
    source = offers;
  }

  /** Whether who brings work has to wake the driver's thread. Any thread may ask. */
  boolean needsWaking() {
    return sleep.needsWaking();
  }

  /** Runs one; true if there was anything to do. */
  boolean run() {
    counters.cycles++;
    boolean worked = tasks.runGiven() | tasks.runTimers() | source.getAsBoolean();
    long now = System.nanoTime();
    int messages = receive(now);
    worked |= hearStorage(now);
    failures.settle(now);
    long deadline = nextDeadline();
    if (messages == 0 && deadline > now) {
      return worked;
    }
    if (deadline <= now) {
      endpoint.onTimer(now);
    }
    egress.begin();
    int sent = send(now, deadline);
    egress.flush();
    releaseMemory();
    failures.settle(now);
    return worked || messages + sent > 0;
  }

  /**
   * Takes what has arrived, at most so much that sending does not have to wait for long. A poll may
   * send many short datagrams, so that with fewer than those one driver would fill another's socket
   * faster than that empties it, and the kernel would drop what there is no room for.
   */
  private int receive(long now) {
    MemorySegment memory = batch.memory();
    int messages = 0;
    long bytes = 0;
    int count;
    do {
      count = socket.receive(batch);
      for (int i = 0; i < count; i++) {
        bytes += batch.bytes(i);
        receive(now, memory, i);
      }
      messages += count;
    } while (count == ReceivedBatch.MESSAGES_MAX
        && messages < MESSAGES_IN_CYCLE
        && bytes < BYTES_IN_CYCLE);
    return messages;
  }

  private void receive(long now, MemorySegment memory, int message) {
    if (batch.sourcePort(message) == 0) {
      counters.unanswerable++;
      return;
    }
    long peer =
        peers.peer(batch.sourceHigh(message), batch.sourceLow(message), batch.sourcePort(message));
    if (peer == PeerTable.NONE) {
      counters.unknownSenders++;
      return;
    }
    long at = batch.offset(message);
    long end = at + batch.bytes(message);
    int datagramBytes = batch.datagramBytes(message);
    for (; at < end; at += datagramBytes) {
      int bytes = (int) Math.min(datagramBytes, end - at);
      if (filter.drops(memory, at, bytes)) {
        counters.filtered++;
      } else if (secure == null) {
        endpoint.onDatagram(now, peer, memory, at, bytes);
      } else {
        secure.onDatagram(now, peer, memory, at, bytes, endpoint);
      }
    }
  }

  private boolean hearStorage(long now) {
    LogStorage log = storage;
    if (log == null || storageFailed) {
      return false;
    }
    long reached = log.durable();
    boolean news = reached != durable;
    if (news) {
      durable = reached;
      endpoint.onStorage(now, reached);
    }
    if (log.failed()) {
      storageFailed = true;
      endpoint.onStorageFailure(now);
    }
    return news;
  }

  /** A log that cannot be read has failed as one that cannot be written to: sessions say so. */
  private int send(long now, long deadline) {
    try {
      return secure == null ? endpoint.poll(now, egress) : poll(now, deadline, secure);
    } catch (LogException e) {
      if (storage == null) {
        throw e;
      }
      storage.unreadable(e);
      hearStorage(now);
      return 0;
    }
  }

  private int poll(long now, long deadline, SecureLayer layer) {
    if (deadline <= now) {
      layer.onTimer(now, endpoint);
    }
    layer.beginPoll(now, egress);
    return endpoint.poll(now, layer);
  }

  /** After the flush: until then, datagrams of sessions that have ended may lie there. */
  private void releaseMemory() {
    if (!released.isEmpty()) {
      released.forEach(Pages::release);
      released.clear();
    }
  }

  private long nextDeadline() {
    long deadline = endpoint.nextDeadline();
    return secure == null ? deadline : Math.min(deadline, secure.nextDeadline());
  }

  /** Sleeps until something arrives, the socket is woken, or the next timer is due. */
  void await() {
    // Said before looking for the last time: who offers after that look sees it, and wakes.
    sleep.begins();
    if (tasks.isEmpty() && !source.getAsBoolean()) {
      long deadline = Math.min(nextDeadline(), tasks.timers().deadline());
      long left = deadline == Long.MAX_VALUE ? SLEEP_NANOS_MAX : deadline - System.nanoTime();
      if (deadline != Long.MIN_VALUE && left > 0) {
        socket.await(Math.min(left, SLEEP_NANOS_MAX));
      }
    }
    sleep.ends();
  }
}
