package dev.faultline.runtime.channel;

import dev.faultline.link.Offer;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DeliveryId;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.Message;
import dev.faultline.runtime.base.Patience;
import dev.faultline.runtime.base.Room;
import dev.faultline.runtime.secure.PublicKey;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one session, in both directions, for threads other than the driver's. Thread-safe.
 * The messages of one thread keep their order, whichever method sends them.
 *
 * <p>Arriving messages wait in a bounded inbox. If no thread takes them, the sender's window
 * closes: memory does not grow, and the sender's {@link #offer} returns {@code false}.
 */
public final class Channel {
  private static final int RING_BYTES = 1 << 20;
  private static final long PARK_NANOS = 20_000;

  /** How long {@link #close()} waits for sent messages to arrive. */
  public static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final LinkDriver driver;
  private final Session session;
  private final int stream;
  private final int longestMessage;
  private final MessageRing ring = new MessageRing(RING_BYTES);
  private final MessageRing.Taker taker = this::take;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Room room = new Room();
  private final Inbox inbox;
  private final CompletableFuture<ChannelEnd> end = new CompletableFuture<>();
  private final @Nullable PublicKey peerKey;
  private volatile @Nullable String closed;

  /**
   * Used by the driver's thread only: how many messages the link has accepted, and whether it was
   * told to close.
   */
  private long handed;

  private boolean closing;
  private boolean sessionClosing;
  private @Nullable Runnable notGivingUp;
  private long givesUpAt = Long.MAX_VALUE;

  private record Pending(long position, CompletableFuture<Long> sequence) {}

  Channel(LinkDriver driver, Session session, int stream, int longestMessage) {
    this.driver = driver;
    this.session = session;
    this.stream = stream;
    this.longestMessage = Math.min(longestMessage, ring.longest());
    inbox = new Inbox(this);
    peerKey = driver.key(session);
  }

  /** The key that the peer has proven to hold, or null if traffic is plain. */
  public @Nullable PublicKey peerKey() {
    return peerKey;
  }

  /** The number of the session's stream that this channel uses. */
  public int stream() {
    return stream;
  }

  /**
   * Sends a message if there is room now, without blocking and without garbage.
   *
   * @return false when there is no room; {@link #writable} tells when there is
   * @throws ChannelClosedException if the session is over
   * @throws IllegalArgumentException if the message is longer than a channel takes
   */
  public boolean offer(MemorySegment source, long offset, int length) {
    check(length);
    long position = ring.put(source, offset, length);
    if (position == MessageRing.CLOSED) {
      throw new ChannelClosedException(reason());
    }
    driver.wake();
    return position >= 0;
  }

  /**
   * Sends a message, and waits for room until the timeout.
   *
   * @throws TimeoutException if there was no room in time; the message was not sent
   * @throws ChannelClosedException if the session is over
   */
  public void send(byte[] message, Duration timeout) throws TimeoutException, InterruptedException {
    MemorySegment source = MemorySegment.ofArray(message);
    long end = Patience.end(System.nanoTime(), timeout);
    while (!offer(source, 0, message.length)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (System.nanoTime() > end) {
        throw new TimeoutException(
            "back-pressured for " + timeout + ": the peer does not take what was sent before");
      }
      LockSupport.parkNanos(this, PARK_NANOS);
    }
  }

  /**
   * Sends a message.
   *
   * @return completes with the message's sequence number once the link has accepted it for
   *     delivery; fails at once with {@link BackPressuredException} when there is no room now,
   *     which has the stage to wait for
   */
  public synchronized CompletionStage<Long> sendAsync(byte[] message) {
    check(message.length);
    CompletableFuture<Long> sequence = new CompletableFuture<>();
    long position = ring.put(MemorySegment.ofArray(message), 0, message.length);
    if (position == MessageRing.CLOSED) {
      throw new ChannelClosedException(reason());
    }
    if (position < 0) {
      sequence.completeExceptionally(
          new BackPressuredException(
              "there is no room for a message now: the peer does not take what was sent before",
              writable()));
    } else {
      pending.add(new Pending(position, sequence));
      driver.wake();
    }
    return sequence;
  }

  /**
   * Completes, on the node's thread, when there is room for any message: at once if there is now. A
   * message of another thread may take the room first. Fails with {@link ChannelClosedException}
   * when the session ends first.
   */
  public CompletionStage<Void> writable() {
    CompletionStage<Void> stage = room.stage();
    if (closed != null) {
      room.never(new ChannelClosedException(reason()));
    }
    driver.wake();
    return stage;
  }

  /**
   * Waits for the next message; null if none arrives before the timeout.
   *
   * @throws ChannelClosedException if the session has ended and all its messages were received
   */
  public @Nullable Message receive(Duration timeout) throws InterruptedException {
    return inbox.receive(timeout);
  }

  /** Publishes the messages that arrive, at the rate at which its only subscriber requests them. */
  public Flow.Publisher<Message> messages() {
    return inbox;
  }

  /** Closes as {@link #close(Duration)} does, with {@link #CLOSE_PATIENCE}. */
  public CompletionStage<ChannelEnd> close() {
    return close(CLOSE_PATIENCE);
  }

  /**
   * Accepts no more messages, and ends the session when all accepted ones have arrived or {@code
   * patience} is over. May be called by any thread and more than once; never blocks.
   *
   * @return completes when the session is over, with what became of the messages
   */
  public CompletionStage<ChannelEnd> close(Duration patience) {
    ring.close();
    long giveUpAt = Patience.end(System.nanoTime(), patience);
    driver.execute(() -> {
      closing = true;
      drain();
      giveUpAt(giveUpAt);
    });
    return end.minimalCompletionStage();
  }

  /** Of several calls, the one with the least patience counts. */
  private void giveUpAt(long atNanos) {
    if (closed != null || givesUpAt <= atNanos) {
      return;
    }
    goOn();
    givesUpAt = atNanos;
    notGivingUp = driver.at(atNanos, () -> session.abort(System.nanoTime()));
  }

  private void goOn() {
    if (notGivingUp != null) {
      notGivingUp.run();
      notGivingUp = null;
    }
  }

  /**
   * Ends the session at once, on both sides. Messages that the peer has not received yet are lost.
   *
   * @return completes when the session is over, with what became of the messages
   */
  public CompletionStage<ChannelEnd> abort() {
    ring.close();
    driver.execute(() -> session.abort(System.nanoTime()));
    return end.minimalCompletionStage();
  }

  /** Completes when the session has ended, for whatever reason. */
  public CompletionStage<ChannelEnd> end() {
    return end.minimalCompletionStage();
  }

  private void check(int length) {
    if (closed != null) {
      throw new ChannelClosedException(reason());
    }
    if (length > longestMessage) {
      throw new IllegalArgumentException(
          "a message of " + length + " bytes, expected at most " + longestMessage);
    }
  }

  private String reason() {
    String why = closed;
    return why == null ? "the channel was closed by this side" : why;
  }

  @Nullable String closedBecause() {
    return closed;
  }

  // --- the driver's thread ---

  void open(StreamKind kind) {
    session.open(stream, kind);
  }

  /** Moves sent messages into the link; true if there were any. */
  boolean drain() {
    if (closed != null) {
      return false;
    }
    boolean any = ring.drain(taker) > 0;
    if (room.isAwaited() && ring.roomy()) {
      room.there();
    }
    if (closing && !sessionClosing && ring.finished()) {
      sessionClosing = true;
      session.close(System.nanoTime());
      any = true;
    }
    return any;
  }

  private boolean take(long position, MemorySegment memory, long offset, int length) {
    long sequence = session.offer(stream, memory, offset, length);
    if (sequence == Offer.BACK_PRESSURED
        || sequence == Offer.STORAGE_FULL
        || sequence == Offer.NOT_CONNECTED
        || sequence == Offer.CLOSED) {
      // Messages that are left when the session has ended count as unsent.
      return false;
    }
    handed++;
    synchronized (this) {
      completeUpTo(position, sequence);
    }
    return true;
  }

  private void completeUpTo(long position, long sequence) {
    while (!pending.isEmpty() && pending.peek().position() <= position) {
      CompletableFuture<Long> waiting = pending.remove().sequence();
      if (sequence > 0) {
        waiting.complete(sequence);
      } else {
        // The channel accepts no message that the link would refuse.
        waiting.completeExceptionally(new AssertionError("the link says " + sequence));
      }
    }
  }

  boolean arrived(long sequence, MemorySegment memory, long offset, int length) {
    return inbox.put(new DeliveryId(session.id(), stream, sequence), memory, offset, length);
  }

  void ended(SessionEnd why) {
    goOn();
    String detail = session.endDetail();
    ended(
        why,
        "the session with "
            + (session.peer() < 0 ? "a peer that did not come back" : driver.address(session))
            + " is over: "
            + why
            + (detail == null ? "" : ", " + detail));
  }

  /** Called on the driver's thread, or on any thread once the driver's thread has ended. */
  void ended(SessionEnd why, String reason) {
    if (closed != null) {
      return;
    }
    ring.close();
    long[] unsent = {0};
    while (!ring.finished()) {
      // A thread that has claimed room for its message is about to write it.
      ring.drain((position, memory, offset, length) -> {
        unsent[0]++;
        return true;
      });
      Thread.onSpinWait();
    }
    closed = reason;
    ring.release();
    synchronized (this) {
      pending.forEach(each ->
          each.sequence()
              .completeExceptionally(
                  new ChannelClosedException("the message was not sent: " + reason)));
      pending.clear();
    }
    room.never(new ChannelClosedException(reason));
    inbox.close(reason);
    long acknowledged = Math.min(handed, session.acknowledged(stream));
    end.complete(new ChannelEnd(why, acknowledged, handed - acknowledged, unsent[0]));
  }

  /** The application's subscriber has thrown, on the thread that delivered to it. */
  void subscriberFailed(Throwable failure) {
    driver.execute(() -> driver.failed(FailurePolicy.Where.SUBSCRIBER, session, failure));
  }

  void resume() {
    driver.execute(() -> session.resume(System.nanoTime()));
  }
}
