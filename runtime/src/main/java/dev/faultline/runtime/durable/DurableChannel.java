package dev.faultline.runtime.durable;

import dev.faultline.link.Session;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.base.Room;
import dev.faultline.runtime.channel.BackPressuredException;
import dev.faultline.runtime.channel.ChannelClosedException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A named, durable stream of messages to one peer, in the order in which they are sent. It outlives
 * both processes: {@link DurableNode#connect} with the same name continues it. Thread-safe.
 */
public final class DurableChannel {
  private final String name;
  private final LinkDriver driver;
  private final Session session;
  private final BooleanSupplier onNodesThread;

  /** Completes when the session has ended, on this side. */
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** Guarded by this. */
  private final WaitingMessages waiting = new WaitingMessages();

  private final Room room = new Room();
  private final int longestMessage;
  private final Ages ages = new Ages();
  private long last;
  private boolean asked;
  private boolean closing;

  /** Whether the application has ended it. */
  private boolean ending;

  private @Nullable String ended;

  private final Progress durable;
  private final Progress received;
  private final Progress processed;

  private final ChannelNote note;
  private volatile long keptBytes;
  private final PeerWatch peer;

  DurableChannel(
      String name,
      LinkDriver driver,
      Session session,
      ChannelFiles files,
      boolean noted,
      Duration deadAfter,
      BooleanSupplier onNodesThread) {
    this.name = name;
    this.driver = driver;
    this.session = session;
    note = new ChannelNote(name, session.id(), files, noted);
    this.onNodesThread = onNodesThread;
    last = session.offered(DurableNode.STREAM);
    longestMessage = session.longestMessage(DurableNode.STREAM);
    durable = new Progress(session.durable(DurableNode.STREAM));
    received = new Progress(session.acknowledged(DurableNode.STREAM));
    processed = new Progress(session.processedByPeer(DurableNode.STREAM));
    peer = new PeerWatch(name, driver, deadAfter);
    keptBytes = session.bytesKept(DurableNode.STREAM);
    if (unprocessed() > 0) {
      ages.taken(processed.reached() + 1, System.nanoTime());
    }
  }

  /** The name given to {@link DurableNode#connect}. */
  public String name() {
    return name;
  }

  /** The state of the connection to the peer. */
  public ChannelState state() {
    return peer.state();
  }

  /**
   * Completes when the peer is connected for the first time in this process. Fails when the channel
   * ends first.
   */
  public CompletionStage<Void> connected() {
    return peer.connected();
  }

  /**
   * The same, and fails with {@link TimeoutException} if the peer is not connected in time. The
   * channel goes on trying, since its messages are in the log: {@link #abort} ends it.
   */
  public CompletionStage<Void> connected(Duration patience) {
    return peer.connected(patience);
  }

  /**
   * How many messages this channel has accepted in its whole life; after a restart, those that are
   * in the log. A program that reads its messages from a file or a table continues after this
   * number, so it sends none twice.
   */
  public synchronized long taken() {
    return last;
  }

  /** How many accepted messages the peer has not processed, as far as this side knows. */
  public synchronized long unprocessed() {
    return last - processed.reached();
  }

  /**
   * How many bytes the messages that the peer has not processed take in this side's memory and log.
   */
  public synchronized long unprocessedBytes() {
    return keptBytes + waiting.bytes();
  }

  /**
   * How long the oldest message that the peer has not processed has been waiting, to within a
   * fiftieth of the longest wait; zero if there is none. Messages of earlier processes count from
   * the start of this one.
   */
  public synchronized Duration oldestUnprocessed() {
    return Duration.ofNanos(ages.oldest(processed.reached(), last, System.nanoTime()));
  }

  /** How many of this channel's messages the peer has processed in its whole life. */
  public long processed() {
    return processed.reached();
  }

  NodeHealth.Channel health() {
    return peer.health(unprocessed(), unprocessedBytes());
  }

  /** Why the channel cannot report messages as durable, such as a full disk. */
  @Nullable String trouble() {
    return note.trouble();
  }

  /**
   * Sends a message, and waits while there is no room for it. There is no room when the log is full
   * or the disk is slower than the senders; an absent peer does not make this wait.
   *
   * @return the progress of the message
   * @throws ChannelClosedException if the channel has ended or its node was closed
   * @throws IllegalArgumentException if the message is longer than the link's options allow
   * @throws BackPressuredException if there is no room and this is the node's own thread, as in a
   *     stage that depends on a report: no room can appear while that thread waits
   */
  public DeliveryReport send(byte[] message) throws InterruptedException {
    checkLength(message);
    DeliveryReport report;
    synchronized (this) {
      while (!hasRoom(message.length)) {
        if (onNodesThread.getAsBoolean()) {
          throw new BackPressuredException(
              "channel %s has no room for a message, and its node's thread must not wait for it: use offer"
                  .formatted(name),
              room.stage());
        }
        wait();
      }
      report = add(message);
    }
    return report;
  }

  /**
   * Sends a message if there is room now; never waits.
   *
   * @return the progress of the message, or the stage to wait for
   * @throws ChannelClosedException if the channel has ended or its node was closed
   * @throws IllegalArgumentException if the message is longer than the link's options allow
   */
  public Offered offer(byte[] message) {
    checkLength(message);
    synchronized (this) {
      return hasRoom(message.length)
          ? new Offered.Accepted(add(message))
          : new Offered.Full(room.stage());
    }
  }

  /**
   * Accepts no more messages, and ends the channel on both sides when the peer has durably
   * processed all of them. A channel of this name can be connected again after {@link
   * DurableNode#forget}, and then begins with message 1.
   *
   * @return completes, with the number of the last message, when the peer has processed all and the
   *     channel has ended, which its peer has to be there for; fails when the channel ends with
   *     messages that it has not processed, or when the node is closed first
   */
  public CompletionStage<Long> close() {
    isToEnd();
    return drained()
        .thenCompose(last -> {
          driver.execute(() -> session.close(System.nanoTime()));
          return over.thenApply(done -> last);
        });
  }

  /**
   * Ends the channel at once, on both sides, and with it all attempts to reach the peer. Reports
   * that wait fail. Messages in the log that the peer has not processed are kept, and {@link
   * DurableNode#undelivered} lists them, until {@link DurableNode#forget}; of a channel that never
   * had a message nothing is left.
   */
  public void abort() {
    isToEnd();
    driver.execute(() -> session.abort(System.nanoTime()));
  }

  private synchronized void isToEnd() {
    ending = true;
    closing = true;
    notifyAll();
  }

  /**
   * Completes, with the number of the last message, when the peer has durably processed all
   * messages accepted so far, in this process and before. Fails when the channel ends first.
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
          ended == null ? "channel " + name + " is being closed" : ended);
    }
    return waiting.hasRoomFor(bytes);
  }

  /** With the lock held. The bytes are copied: the sender may use its array again. */
  private DeliveryReport add(byte[] message) {
    last++;
    ages.taken(last, System.nanoTime());
    waiting.add(message, last);
    if (!asked) {
      asked = true;
      driver.execute(this::turn);
    }
    return new DeliveryReport(last, durable, received, processed);
  }

  // --- the node's thread ---

  /**
   * Passes waiting messages to the link and completes reports; true if there was anything to do.
   */
  boolean turn() {
    if (session.ended()) {
      // Its last reports were completed when it ended.
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
      WaitingMessages.Waiting next;
      synchronized (this) {
        next = waiting.first();
      }
      if (next == null) {
        room.there();
        return any;
      }
      long sequence =
          session.offer(
              DurableNode.STREAM, MemorySegment.ofArray(next.message()), 0, next.message().length);
      if (sequence < 0) {
        // The message stays here and is offered again after the next duty cycle.
        return any;
      }
      if (sequence != next.sequence()) {
        throw new AssertionError(
            "channel %s: message %d is number %d of its session"
                .formatted(name, next.sequence(), sequence));
      }
      any = true;
      synchronized (this) {
        waiting.removeFirst();
        notifyAll();
      }
    }
  }

  private boolean tell() {
    long safe = session.durable(DurableNode.STREAM);
    long there = session.acknowledged(DurableNode.STREAM);
    long done = session.processedByPeer(DurableNode.STREAM);
    keptBytes = session.bytesKept(DurableNode.STREAM);
    if (Math.max(safe, Math.max(there, done)) > 0 && !note.isMade()) {
      return false;
    }
    boolean more = processed.reaches(done);
    if (more) {
      // Forgets when those messages were taken.
      oldestUnprocessed();
    }
    return durable.reaches(safe) | received.reaches(there) | more;
  }

  /** Whether the peer is there; the node's thread tells it. */
  PeerWatch peer() {
    return peer;
  }

  /** Whether the application has ended the channel. */
  synchronized boolean wasToEnd() {
    return ending;
  }

  /** Accepts no more messages; completes when all accepted ones are durable. */
  CompletionStage<Long> closes() {
    synchronized (this) {
      closing = true;
      notifyAll();
      return durable.stage(last);
    }
  }

  /** Nothing more becomes of it in this process. */
  void ends(String why) {
    // Notes what the peer has processed even if that was its last message; and a later process must
    // not take the channel for one that never had a message.
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
    room.never(new ChannelClosedException(why));
    durable.ends(why);
    received.ends(why);
    processed.ends(why);
    peer.ends(new ChannelClosedException(why));
    if (session.ended()) {
      over.complete(null);
    } else {
      over.completeExceptionally(new ChannelClosedException(why));
    }
  }
}
