package dev.faultline.runtime;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.secure.PublicKey;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A driver with a thread of its own, for programs that want to wait for messages or to be told, and
 * not to run a duty cycle: sessions with one ordered stream each way, as {@link Channel}s.
 * Thread-safe. Messages are copied once more than with a {@link LinkDriver}, and make garbage.
 */
public final class LinkNode implements AutoCloseable {
  private static final int STREAM = 1;

  private final LinkDriver driver;
  private final LinkThread thread;
  private final Consumer<Channel> accepted;

  /** The driver's thread's. */
  private final SortedMap<SessionId, Channel> channels = new TreeMap<>();

  private final SortedMap<SessionId, CompletableFuture<Channel>> connecting = new TreeMap<>();
  private final List<Channel> draining = new CopyOnWriteArrayList<>();

  private LinkNode(
      InetSocketAddress bind,
      DriverOptions options,
      IdleStrategy idle,
      Consumer<Channel> accepted) {
    this.accepted = accepted;
    driver = LinkDriver.open(bind, options, new Handler());
    driver.source(this::drain);
    thread = new LinkThread("faultline-link", driver, idle);
  }

  /**
   * Starts a node.
   *
   * @param accepted told on the driver's thread of each channel that a peer has opened
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

  /** Connects; completes when the peer is there, and fails when it refuses. */
  public CompletionStage<Channel> connect(InetSocketAddress peer) {
    return connect(() -> driver.connect(peer));
  }

  /** Connects to the holder of a key, if the node's security allows several. */
  public CompletionStage<Channel> connect(InetSocketAddress peer, PublicKey key) {
    return connect(() -> driver.connect(peer, key));
  }

  private CompletionStage<Channel> connect(Supplier<Session> connect) {
    CompletableFuture<Channel> channel = new CompletableFuture<>();
    driver.execute(() -> {
      try {
        connecting.put(connect.get().id(), channel);
      } catch (IllegalArgumentException e) {
        channel.completeExceptionally(e);
      }
    });
    return channel;
  }

  private boolean drain() {
    boolean any = false;
    for (int i = 0; i < draining.size(); i++) {
      any |= draining.get(i).drain();
    }
    return any;
  }

  /** Stops the thread and closes the socket; sessions are not told. */
  @Override
  public void close() {
    thread.close();
    List<Channel> all = new ArrayList<>(draining);
    all.forEach(channel -> channel.ended(SessionEnd.CLOSED));
  }

  private final class Handler implements LinkHandler {
    @Override
    public void onConnected(Session session) {
      if (channels.containsKey(session.id())) {
        return;
      }
      Channel channel = new Channel(driver, session, STREAM);
      channel.open(StreamKind.ORDERED);
      channels.put(session.id(), channel);
      draining.add(channel);
      CompletableFuture<Channel> waiting = connecting.remove(session.id());
      if (waiting == null) {
        accepted.accept(channel);
      } else {
        waiting.complete(channel);
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
      CompletableFuture<Channel> waiting = connecting.remove(session.id());
      if (waiting != null) {
        waiting.completeExceptionally(
            new ChannelClosedException(
                "cannot connect to " + driver.address(session) + ": " + why));
      }
    }
  }
}
