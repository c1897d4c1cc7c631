package dev.faultline.runtime.channel;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverCounters;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.LinkThread;
import dev.faultline.runtime.base.Patience;
import dev.faultline.runtime.secure.PublicKey;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A driver with its own thread, for programs that do not run a duty cycle themselves. Each session
 * has one ordered stream in each direction and is used as a {@link Channel}. Thread-safe. Messages
 * are copied once more than with a {@link LinkDriver} and leave garbage on the heap.
 */
public final class LinkNode implements AutoCloseable {
  /** How long {@link #connect} waits for the peer by default. */
  public static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  private static final int STREAM = 1;

  private final LinkDriver driver;
  private final LinkThread thread;
  private final Consumer<Channel> accepted;
  private final int longestMessage;

  /** Used by the driver's thread only. */
  private final SortedMap<SessionId, Channel> channels = new TreeMap<>();

  private final SortedMap<SessionId, Connecting> connecting = new TreeMap<>();
  private final List<Channel> draining = new ArrayList<>();
  private boolean closing;

  private volatile @Nullable String over;

  private record Connecting(
      Session session, CompletableFuture<Channel> channel, Runnable notGivingUp) {}

  private LinkNode(
      InetSocketAddress bind,
      DriverOptions options,
      IdleStrategy idle,
      Consumer<Channel> accepted) {
    this.accepted = accepted;
    longestMessage = options.link().longestMessage();
    driver = LinkDriver.open(bind, options, new Handler());
    driver.source(this::drain);
    thread =
        new LinkThread(
            "faultline-link",
            driver,
            idle,
            () -> closing && channels.isEmpty() && connecting.isEmpty(),
            this::threadEnds);
  }

  /**
   * Starts a node.
   *
   * @param accepted called on the driver's thread for each channel that a peer opens; if it throws,
   *     the options' {@link FailurePolicy} decides what happens to the channel
   * @throws RuntimeException as {@link LinkDriver#open} does
   */
  public static LinkNode start(
      InetSocketAddress bind,
      DriverOptions options,
      IdleStrategy idle,
      Consumer<Channel> accepted) {
    return new LinkNode(bind, options, idle, accepted);
  }

  /** Where this node listens. */
  public InetSocketAddress localAddress() {
    return driver.localAddress();
  }

  /** The counters of the node's driver; values may be slightly stale. */
  public DriverCounters counters() {
    return driver.counters();
  }

  /** The failure that ended the node's thread before it was closed, or null. */
  public @Nullable Throwable failure() {
    return thread.failure();
  }

  /** Connects as {@link #connect(InetSocketAddress, Duration)} does. */
  public CompletableFuture<Channel> connect(InetSocketAddress peer) {
    return connect(peer, CONNECT_PATIENCE);
  }

  /**
   * Connects; completes when the session is connected. Cancelling the returned stage, or completing
   * it in any other way, ends the attempt: nothing is sent any more, and a peer that has accepted
   * it meanwhile is told that it is over.
   *
   * @return fails with {@link ChannelClosedException} when the peer refuses or the node is closed,
   *     with {@link TimeoutException} when the peer does not answer in time, and with {@link
   *     IllegalArgumentException} when the node cannot send to this address
   */
  public CompletableFuture<Channel> connect(InetSocketAddress peer, Duration patience) {
    return connect(peer, () -> driver.connect(peer), patience);
  }

  /** Connects to the holder of a key, if the node's security allows several keys. */
  public CompletableFuture<Channel> connect(InetSocketAddress peer, PublicKey key) {
    return connect(peer, key, CONNECT_PATIENCE);
  }

  /** Connects to the holder of a key, and waits for {@code patience} at most. */
  public CompletableFuture<Channel> connect(
      InetSocketAddress peer, PublicKey key, Duration patience) {
    return connect(peer, () -> driver.connect(peer, key), patience);
  }

  private CompletableFuture<Channel> connect(
      InetSocketAddress peer, Supplier<Session> connect, Duration patience) {
    CompletableFuture<Channel> channel = new CompletableFuture<>();
    driver.execute(() -> begin(peer, connect, patience, channel));
    if (over instanceof String why) {
      channel.completeExceptionally(new ChannelClosedException(why));
    }
    return channel;
  }

  private void begin(
      InetSocketAddress peer,
      Supplier<Session> connect,
      Duration patience,
      CompletableFuture<Channel> channel) {
    if (closing) {
      channel.completeExceptionally(new ChannelClosedException("the node is closed"));
      return;
    }
    if (channel.isDone()) {
      // Cancelled before this thread has heard of it.
      return;
    }
    Session session;
    try {
      session = connect.get();
    } catch (RuntimeException | OutOfMemoryError e) {
      channel.completeExceptionally(e);
      return;
    }
    if (session.ended()) {
      channel.completeExceptionally(
          new ChannelClosedException("cannot connect to " + peer + ": " + session.endDetail()));
      return;
    }
    Runnable notGivingUp =
        driver.at(
            Patience.end(System.nanoTime(), patience),
            () -> {
              if (giveUp(session)) {
                channel.completeExceptionally(
                    new TimeoutException("no answer at " + peer + " for " + patience));
              }
            });
    connecting.put(session.id(), new Connecting(session, channel, notGivingUp));
    // By its caller, in whatever way, as far as the attempt is still there.
    channel.whenComplete((connected, failure) -> driver.execute(() -> giveUp(session)));
  }

  /** Ends the attempt to connect this session; false if there is none any more. */
  private boolean giveUp(Session session) {
    boolean there = connected(session.id()) != null;
    if (there) {
      session.abort(System.nanoTime());
    }
    return there;
  }

  /** Removes and returns the connection attempt of this session; null if there is none. */
  private @Nullable Connecting connected(SessionId id) {
    Connecting waiting = connecting.remove(id);
    if (waiting != null) {
      waiting.notGivingUp.run();
    }
    return waiting;
  }

  /** How many scheduled tasks of the node are waiting. */
  CompletionStage<Integer> timers() {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    driver.execute(() -> count.complete(driver.timers()));
    return count;
  }

  /** How many sessions the node has, those that are not connected yet included. */
  CompletionStage<Integer> sessions() {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    driver.execute(() -> count.complete(driver.sessions().size()));
    return count;
  }

  private boolean drain() {
    boolean any = false;
    for (int i = 0; i < draining.size(); i++) {
      any |= draining.get(i).drain();
    }
    return any;
  }

  /** Closes as {@link #close(Duration)} does, with {@link Channel#CLOSE_PATIENCE}. */
  @Override
  public void close() {
    close(Channel.CLOSE_PATIENCE);
  }

  /**
   * Closes all channels as {@link Channel#close(Duration)} does, and waits until all sent messages
   * have arrived or {@code patience} is over. Then stops the thread, closes the socket, and
   * returns. {@link Channel#end} reports the fate of each channel's messages. On the driver's own
   * thread, as in a callback, it returns at once and the node closes afterwards.
   */
  public void close(Duration patience) {
    driver.execute(() -> {
      closing = true;
      giveUpConnecting();
      List.copyOf(channels.values()).forEach(channel -> channel.close(patience));
    });
    thread.join();
  }

  /**
   * Aborts all channels as {@link Channel#abort} does, then stops the node as {@link #close} does.
   */
  public void abort() {
    driver.execute(() -> {
      closing = true;
      giveUpConnecting();
      List.copyOf(channels.values()).forEach(Channel::abort);
    });
    thread.join();
  }

  private void giveUpConnecting() {
    for (Connecting each : List.copyOf(connecting.values())) {
      connected(each.session.id());
      each.session.abort(System.nanoTime());
      each.channel.completeExceptionally(new ChannelClosedException("the node was closed"));
    }
  }

  private void threadEnds(@Nullable Throwable failure) {
    String why = failure == null ? "the node is closed" : "the node's thread has ended: " + failure;
    over = why;
    closing = true;
    for (Channel channel : List.copyOf(channels.values())) {
      channel.ended(SessionEnd.ABORTED, why);
    }
    for (Connecting each : List.copyOf(connecting.values())) {
      each.channel.completeExceptionally(new ChannelClosedException(why));
    }
    channels.clear();
    connecting.clear();
    draining.clear();
    // Callers of connect after this see that the node is closed.
    driver.runWaiting();
  }

  private final class Handler implements LinkHandler {
    @Override
    public void onConnected(Session session) {
      if (channels.containsKey(session.id())) {
        return;
      }
      if (closing) {
        driver.execute(() -> session.abort(System.nanoTime()));
        return;
      }
      Channel channel = new Channel(driver, session, STREAM, longestMessage);
      channel.open(StreamKind.ORDERED);
      channels.put(session.id(), channel);
      draining.add(channel);
      Connecting waiting = connected(session.id());
      if (waiting != null) {
        if (!waiting.channel.complete(channel)) {
          // Cancelled while the peer's answer was on its way.
          channel.abort();
        }
        return;
      }
      try {
        accepted.accept(channel);
      } catch (RuntimeException | Error e) {
        driver.failed(FailurePolicy.Where.ACCEPT, session, e);
      }
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      Channel channel = channels.get(session.id());
      return stream != STREAM
          || channel == null
          || channel.arrived(sequence, buffer, offset, length);
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      Channel channel = channels.remove(session.id());
      if (channel != null) {
        draining.remove(channel);
        channel.ended(why);
      }
      Connecting waiting = connected(session.id());
      if (waiting != null) {
        waiting.channel.completeExceptionally(
            new ChannelClosedException(
                "cannot connect to " + driver.address(session) + ": " + why));
      }
    }
  }
}
