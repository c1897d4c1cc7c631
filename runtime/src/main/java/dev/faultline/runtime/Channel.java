package dev.faultline.runtime;

import dev.faultline.link.Offer;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
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
 * Messages that one thread sends keep their order, by whichever method it sends them.
 *
 * <p>What arrives waits in a bounded inbox. When nobody takes it, the sender's window closes:
 * memory never grows, and the sender hears {@code false} from its {@link #offer}.
 */
public final class Channel {
  private static final int RING_BYTES = 1 << 20;
  private static final long PARK_NANOS = 20_000;

  private final LinkDriver driver;
  private final Session session;
  private final int stream;
  private final MessageRing ring = new MessageRing(RING_BYTES);
  private final MessageRing.Taker taker = this::take;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Inbox inbox;
  private final @Nullable PublicKey peerKey;
  private volatile @Nullable String closed;

  private record Pending(long position, CompletableFuture<Long> sequence) {}

  Channel(LinkDriver driver, Session session, int stream) {
    this.driver = driver;
    this.session = session;
    this.stream = stream;
    inbox = new Inbox(this);
    peerKey = driver.key(session);
  }

  /** The key that the peer has proven to have, or null if traffic is plain. */
  public @Nullable PublicKey peerKey() {
    return peerKey;
  }

  /** The session's stream that this is. */
  public int stream() {
    return stream;
  }

  /**
   * Sends a message if there is room now, without blocking and without garbage.
   *
   * @return false when there is none
   * @throws ChannelClosedException if the session is over
   * @throws IllegalArgumentException if the message is longer than a channel takes
   */
  public boolean offer(MemorySegment source, long offset, int length) {
    check(length);
    boolean taken = ring.put(source, offset, length) >= 0;
    driver.wake();
    return taken;
  }

  /**
   * Sends a message, and waits for room until the time is over.
   *
   * @throws TimeoutException if there was none in time; the message was not sent
   * @throws ChannelClosedException if the session is over
   */
  public void send(byte[] message, Duration timeout) throws TimeoutException, InterruptedException {
    MemorySegment source = MemorySegment.ofArray(message);
    long end = System.nanoTime() + timeout.toNanos();
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
   * @return completes with its sequence number once the link has it and will deliver it; fails at
   *     once with {@link IllegalStateException} when there is no room now
   */
  public synchronized CompletionStage<Long> sendAsync(byte[] message) {
    check(message.length);
    CompletableFuture<Long> sequence = new CompletableFuture<>();
    long position = ring.put(MemorySegment.ofArray(message), 0, message.length);
    if (position < 0) {
      sequence.completeExceptionally(
          new IllegalStateException("back-pressured: there is no room now; try again later"));
    } else {
      pending.add(new Pending(position, sequence));
      driver.wake();
    }
    return sequence;
  }

  /**
   * Waits for the next message; null if the time is over first.
   *
   * @throws ChannelClosedException if the session is over and all messages were taken
   */
  public @Nullable Message receive(Duration timeout) throws InterruptedException {
    return inbox.receive(timeout);
  }

  /** What arrives, as fast as the one subscriber asks for it. */
  public Flow.Publisher<Message> messages() {
    return inbox;
  }

  /** Ends the session when everything that was sent has arrived. */
  public void close() {
    driver.execute(() -> session.close(System.nanoTime()));
  }

  private void check(int length) {
    String why = closed;
    if (why != null) {
      throw new ChannelClosedException(why);
    }
    if (length > ring.longest()) {
      throw new IllegalArgumentException(
          "a message of " + length + " bytes, expected at most " + ring.longest());
    }
  }

  @Nullable String closedBecause() {
    return closed;
  }

  // --- the driver's thread ---

  void open(StreamKind kind) {
    session.open(stream, kind);
  }

  /** Moves what was sent into the link; true if there was any. */
  boolean drain() {
    return closed == null && ring.drain(taker) > 0;
  }

  private boolean take(long position, MemorySegment memory, long offset, int length) {
    long sequence = session.offer(stream, memory, offset, length);
    if (sequence == Offer.BACK_PRESSURED || sequence == Offer.NOT_CONNECTED) {
      return false;
    }
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
        waiting.completeExceptionally(
            sequence == Offer.TOO_LARGE
                ? new IllegalArgumentException("the message is longer than the link takes")
                : new ChannelClosedException("the session is over"));
      }
    }
  }

  boolean arrived(long sequence, MemorySegment memory, long offset, int length) {
    return inbox.put(new DeliveryId(session.id(), stream, sequence), memory, offset, length);
  }

  void ended(SessionEnd why) {
    String reason = "the session with " + driver.address(session) + " is over: " + why;
    closed = reason;
    synchronized (this) {
      pending.forEach(
          each -> each.sequence().completeExceptionally(new ChannelClosedException(reason)));
      pending.clear();
    }
    inbox.close(reason);
  }

  void resume() {
    driver.execute(() -> session.resume(System.nanoTime()));
  }
}
