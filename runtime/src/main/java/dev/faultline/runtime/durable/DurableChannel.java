package dev.faultline.runtime.durable;

import dev.faultline.link.Session;
import dev.faultline.runtime.ChannelClosedException;
import dev.faultline.runtime.LinkDriver;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A named, durable stream of messages to one peer, in the order in which they are sent. It outlives
 * both processes: {@link DurableNode#connect} with the same name goes on with it. Thread-safe.
 */
public final class DurableChannel {
  /** So much waits for the node's thread at most; one message may be longer. */
  private static final int MOST_WAITING = 4_096;

  private static final long MOST_WAITING_BYTES = 8 << 20;

  private static final long NOTE_PAUSE_NANOS = 100_000_000;

  private final String name;
  private final LinkDriver driver;
  private final Session session;
  private final ChannelFiles files;
  private final BooleanSupplier onNodesThread;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  /** Guarded by this. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private final int longestMessage;
  private long waitingBytes;
  private long last;
  private boolean asked;
  private boolean closing;
  private @Nullable String ended;

  private final Progress durable;
  private final Progress received;
  private final Progress processed;

  /** The node's thread's: whether the channel's file names its session, and when to try again. */
  private boolean noted;

  private long notesAgainAt = System.nanoTime();

  private volatile ChannelState state = ChannelState.CONNECTING;
  private volatile @Nullable String trouble;

  private record Waiting(byte[] message, long sequence) {}

  DurableChannel(
      String name,
      LinkDriver driver,
      Session session,
      ChannelFiles files,
      boolean noted,
      BooleanSupplier onNodesThread) {
    this.name = name;
    this.driver = driver;
    this.session = session;
    this.files = files;
    this.noted = noted;
    this.onNodesThread = onNodesThread;
    last = session.offered(DurableNode.STREAM);
    longestMessage = session.longestMessage(DurableNode.STREAM);
    durable = new Progress(session.durable(DurableNode.STREAM));
    received = new Progress(session.arrived(DurableNode.STREAM));
    processed = new Progress(session.processedByPeer(DurableNode.STREAM));
  }

  /** The name that it was connected with. */
  public String name() {
    return name;
  }

  /** What is known of the peer. */
  public ChannelState state() {
    return state;
  }

  /**
   * Completes when the peer is there for the first time since this process connected; a program
   * that waits only so long says so with {@code orTimeout}. Fails when the channel ends first.
   */
  public CompletionStage<Void> connected() {
    return connected.minimalCompletionStage();
  }

  /**
   * How many messages this channel has taken in its whole life: after a restart those that are in
   * the log. A program whose messages come from elsewhere, as from a file or a table, goes on with
   * the one after these, and so sends none twice.
   */
  public synchronized long taken() {
    return last;
  }

  /** How many of the messages that were taken the peer has not processed, as far as is known. */
  public synchronized long unprocessed() {
    return last - processed.reached();
  }

  /** How many of this channel's messages the peer has processed in its whole life. */
  public long processed() {
    return processed.reached();
  }

  /** What keeps the channel from telling that messages are durable, such as a full disk. */
  @Nullable String trouble() {
    return trouble;
  }

  /**
   * Sends a message, and waits while there is no room for it: that is so when the log is full or
   * the disk is slower than the senders, and not when the peer is absent.
   *
   * @return what becomes of the message
   * @throws ChannelClosedException if the channel has ended or its node was closed
   * @throws IllegalArgumentException if the message is longer than the link's options allow
   * @throws IllegalStateException if there is no room and this is the node's own thread, as in what
   *     depends on a report: nothing makes room while that waits; use {@link #offer}
   */
  public DeliveryReport send(byte[] message) throws InterruptedException {
    checkLength(message);
    DeliveryReport report;
    synchronized (this) {
      while (!hasRoom(message.length)) {
        if (onNodesThread.getAsBoolean()) {
          throw new IllegalStateException(
              "channel %s has no room for a message, and its node's thread must not wait for it: use offer"
                  .formatted(name));
        }
        wait();
      }
      report = add(message);
    }
    return report;
  }

  /**
   * Sends a message if there is room now.
   *
   * @return null when there is none
   * @throws ChannelClosedException if the channel has ended or its node was closed
   * @throws IllegalArgumentException if the message is longer than the link's options allow
   */
  public @Nullable DeliveryReport offer(byte[] message) {
    checkLength(message);
    synchronized (this) {
      return hasRoom(message.length) ? add(message) : null;
    }
  }

  /**
   * Completes when the peer has processed all that was taken so far, in this process and before,
   * and no crash takes that back; with the number of the last message. Fails when the channel ends
   * first.
   */
  public CompletionStage<Long> drained() {
    long number;
    synchronized (this) {
      if (ended != null) {
        return CompletableFuture.failedStage(new ChannelClosedException(ended));
      }
      number = last;
    }
    return processed.stage(number);
  }

  private void checkLength(byte[] message) {
    if (message.length > longestMessage) {
      throw new IllegalArgumentException(
          "a message of %d bytes, expected at most %d".formatted(message.length, longestMessage));
    }
  }

  /** With the lock held. */
  private boolean hasRoom(int bytes) {
    if (ended != null || closing) {
      throw new ChannelClosedException(
          ended == null ? "channel " + name + ": its node was closed" : ended);
    }
    return waiting.isEmpty()
        || (waiting.size() < MOST_WAITING && waitingBytes + bytes <= MOST_WAITING_BYTES);
  }

  /** With the lock held. The bytes are copied: the sender may use its array again. */
  private DeliveryReport add(byte[] message) {
    last++;
    waiting.add(new Waiting(message.clone(), last));
    waitingBytes += message.length;
    if (!asked) {
      asked = true;
      driver.execute(this::turn);
    }
    return new DeliveryReport(last, durable, received, processed);
  }

  // --- the node's thread ---

  /** Hands to the link what waits, and tells what has happened; true if there was any. */
  boolean turn() {
    if (session.ended()) {
      // Its last news were told when it ended.
      return false;
    }
    boolean any = drain();
    return any | tell();
  }

  private boolean drain() {
    synchronized (this) {
      asked = false;
    }
    boolean any = false;
    while (true) {
      Waiting next;
      synchronized (this) {
        next = waiting.peek();
      }
      if (next == null) {
        return any;
      }
      long sequence =
          session.offer(
              DurableNode.STREAM, MemorySegment.ofArray(next.message()), 0, next.message().length);
      if (sequence < 0) {
        // It stays, and is offered again after the next duty cycle.
        return any;
      }
      if (sequence != next.sequence()) {
        throw new AssertionError(
            "channel %s: message %d is number %d of its session"
                .formatted(name, next.sequence(), sequence));
      }
      any = true;
      synchronized (this) {
        waiting.remove();
        waitingBytes -= next.message().length;
        notifyAll();
      }
    }
  }

  private boolean tell() {
    long safe = session.durable(DurableNode.STREAM);
    long there = session.arrived(DurableNode.STREAM);
    long done = session.processedByPeer(DurableNode.STREAM);
    if (!noted && Math.max(safe, Math.max(there, done)) > 0 && !note()) {
      return false;
    }
    return durable.reaches(safe) | received.reaches(there) | processed.reaches(done);
  }

  /** Before anybody hears that a message is safe, so that no restart begins to count anew. */
  private boolean note() {
    long now = System.nanoTime();
    if (now - notesAgainAt < 0) {
      return false;
    }
    try {
      files.note(name, session.id());
      noted = true;
      trouble = null;
    } catch (UncheckedIOException e) {
      // As with the log: what was told stays true, and there may be room later.
      trouble = "channel %s cannot be noted: %s".formatted(name, e.getMessage());
      notesAgainAt = now + NOTE_PAUSE_NANOS;
    }
    return noted;
  }

  void connects() {
    state = ChannelState.CONNECTED;
    connected.complete(null);
  }

  void disconnects() {
    state = ChannelState.ABSENT;
  }

  /** Takes no more; completes when all that was taken is durable. */
  CompletionStage<Long> closes() {
    synchronized (this) {
      closing = true;
      notifyAll();
      return durable.stage(last);
    }
  }

  void ends(String why) {
    // What the peer has processed is known even if that was the last thing that it said; and a
    // process that comes after must not take the channel for one that never had a message.
    if (session.isOpen(DurableNode.STREAM)) {
      tell();
    }
    synchronized (this) {
      if (ended != null) {
        return;
      }
      ended = why;
      waiting.clear();
      notifyAll();
    }
    state = ChannelState.ENDED;
    durable.ends(why);
    received.ends(why);
    processed.ends(why);
    connected.completeExceptionally(new ChannelClosedException(why));
  }
}
