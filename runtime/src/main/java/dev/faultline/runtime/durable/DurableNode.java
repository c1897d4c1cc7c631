package dev.faultline.runtime.durable;

import dev.faultline.link.Counters;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.Undelivered;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.LinkThread;
import dev.faultline.runtime.base.Patience;
import dev.faultline.runtime.channel.ChannelClosedException;
import dev.faultline.runtime.log.LogCounters;
import dev.faultline.runtime.secure.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages on durable channels and handles those of others, each exactly once, even if
 * processes on both sides are killed at any time. A node's state is a folder: a node that is
 * started on it again continues where the last process stopped. Thread-safe.
 *
 * <p>The effect of a message is a change either of the node's own {@linkplain Builder#state state}
 * or of a database in a {@linkplain Builder#transactions transaction}. Everything that must not
 * happen twice has to be in it.
 */
public final class DurableNode implements AutoCloseable {
  /** The number of the stream that a channel uses in its session. */
  static final int STREAM = 1;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final LinkDriver driver;
  private final LinkThread thread;
  private final OwnThread own;
  private final Deliveries deliveries;
  private final ChannelTable table;
  private final Examination examination;
  private final @Nullable ExecutorService ownExecutor;

  private DurableNode(Builder from) {
    DriverOptions options = from.options;
    FailurePolicy.Listener failures = options.failures().listener();
    Executor executor = from.executor;
    ExecutorService virtual = null;
    if (executor == null && from.handler != null) {
      virtual = Executors.newVirtualThreadPerTaskExecutor();
      executor = virtual;
    }
    ownExecutor = virtual;
    if (from.state != null) {
      deliveries = new StateDeliveries(from.state);
    } else if (from.handler != null && executor != null) {
      deliveries = new TransactionDeliveries(from.handler, executor, failures);
    } else {
      deliveries = new NoDeliveries();
    }
    DriverOptions complete =
        options
            .withLink(link(options).toBuilder().processing(deliveries.processing()).build())
            .withFailures(options.failures().withReaction(FailurePolicy.Reaction.STOP));
    ChannelFiles files = new ChannelFiles(from.folder.resolve("channels"));
    LinkDriver opened = null;
    try {
      opened =
          LinkDriver.openDurable(
              from.address,
              complete,
              new DurableHandler(deliveries, new Handled(), failures),
              from.folder);
      driver = opened;
      // From here this process owns the folder.
      String kind = deliveries.kind();
      if (kind != null) {
        files.handles(kind);
      }
    } catch (RuntimeException | Error e) {
      if (opened != null) {
        opened.close();
      }
      if (virtual != null) {
        virtual.close();
      }
      throw e;
    }
    own = new OwnThread(driver);
    examination = new Examination(driver, log(), own, deliveries, complete.link().deadAfter());
    table = new ChannelTable(driver, files, own, complete.link().deadAfter());
    deliveries.begins(driver);
    IdleStrategy idle = IdleStrategy.backingOff();
    thread =
        new LinkThread(
            "faultline-durable",
            driver,
            (worked, on) -> idle.idle(table.turn() | worked, on),
            () -> {
              own.turns();
              deliveries.turn();
              return false;
            },
            this::threadEnds);
  }

  /**
   * Limits the length of messages: one that does not fit into the log of a state would stop the
   * node again after every restart.
   */
  private static LinkOptions link(DriverOptions options) {
    int most = options.log().recordBytesMax() / 2;
    LinkOptions link = options.link();
    return link.longestMessage() <= most ? link : link.toBuilder().longestMessage(most).build();
  }

  /** Builds a node on this folder, which is created if missing; {@link Builder#start} starts it. */
  public static Builder in(Path folder) {
    return new Builder(folder);
  }

  /** Where this node listens. */
  public InetSocketAddress localAddress() {
    return driver.localAddress();
  }

  /**
   * The failure that ended the node's thread before it was closed, such as an exception of the
   * state, or null. All durable state is in the folder; a new node on it continues.
   */
  public @Nullable Throwable failure() {
    return thread.failure();
  }

  /** The channels that were connected and have not ended, in a fixed order. */
  public List<DurableChannel> channels() {
    return table.all();
  }

  /** The counters of the node's link; values may be slightly stale. */
  public Counters linkCounters() {
    return driver.linkCounters();
  }

  /** What the node's log counts: bytes in use, and how long its syncs took. */
  public LogCounters log() {
    return Objects.requireNonNull(driver.log(), "a durable node has a log");
  }

  /** The counters of what protects the node's traffic, or null if traffic is plain. */
  public @Nullable SecureCounters secureCounters() {
    return driver.secureCounters();
  }

  /**
   * Calls {@code task} with each channel: the existing ones now, later ones when they are
   * connected.
   */
  public void eachChannel(Consumer<DurableChannel> task) {
    own.run(() -> {
      table.each(task);
      return task;
    });
  }

  /**
   * How many messages of peers this node has processed in this process: they have changed its
   * state, or their transactions are committed. One that is delivered again after a crash counts
   * again, although its effect does not.
   */
  public long processed() {
    return deliveries.count();
  }

  /** How the node is now, with the state of each channel. Never waits. */
  public NodeHealth health() {
    return health(System.nanoTime());
  }

  NodeHealth health(long now) {
    return examination.of(table.all(), failure(), now);
  }

  /**
   * The channel of this name to the node at this address: continues it, or begins a new one. Does
   * not wait for the peer; {@link DurableChannel#state} and {@link DurableChannel#connected} tell
   * whether it is connected.
   *
   * @throws IllegalStateException if the channel ended earlier, so it is unknown whether its
   *     messages were processed; the exception's message says what to do
   * @throws IllegalArgumentException if the name is invalid, or the node cannot send to the address
   * @throws ChannelClosedException if the node is closed
   */
  public DurableChannel connect(String name, InetSocketAddress peer) {
    return connect(name, peer, null);
  }

  /** The same, with the holder of a key, if the node's security allows several keys. */
  public DurableChannel connect(String name, InetSocketAddress peer, @Nullable PublicKey key) {
    long label = ChannelFiles.label(name);
    return own.run(() -> table.begin(name, label, peer, key));
  }

  /** The messages of all channels, ended ones included, that peers have not processed. */
  public List<Undelivered> undelivered() {
    return own.run(driver::undelivered);
  }

  /** Reads undelivered messages on the node's thread, oldest first. */
  public void read(Undelivered of, Undelivered.Reader to) {
    own.run(() -> {
      driver.read(of, to);
      return of;
    });
  }

  /**
   * Deletes what is left of an ended channel, so that a new one can have its name.
   *
   * @throws IllegalStateException if the channel has not ended
   */
  public void forget(String name) {
    long label = ChannelFiles.label(name);
    own.run(() -> {
      table.forget(name, label);
      return name;
    });
  }

  /**
   * Accepts no more messages, waits up to ten seconds until all accepted ones are in the log and
   * running handlers have finished, and stops. Messages in the log are not lost: the next node on
   * this folder continues with them. {@link #close(Duration)} waits until the peers have processed
   * all.
   */
  @Override
  public void close() {
    if (own.isCurrent()) {
      // The wait would block the thread that does the work; the log keeps what it has.
      thread.close();
      return;
    }
    long end = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    try {
      for (DurableChannel channel : own.run(table::all)) {
        own.run(channel::closes)
            .toCompletableFuture()
            .handle((done, failure) -> done)
            .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (ChannelClosedException | ExecutionException | TimeoutException e) {
      // The reports tell which messages are not durable.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deliveries.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    try {
      // The link is told of handled messages before the last turn.
      own.run(() -> true);
    } catch (ChannelClosedException e) {
      // The thread has ended: a message that was not reported as processed is delivered again and
      // then has no effect.
    }
    thread.close();
    if (ownExecutor != null) {
      ownExecutor.shutdownNow();
    }
  }

  /**
   * Accepts no more messages, waits until the peers have processed all of them, but no longer than
   * {@code patience}, and closes as {@link #close()} does. On the node's own thread it does not
   * wait.
   *
   * @return whether the peers have processed all
   */
  public boolean close(Duration patience) {
    boolean all = true;
    try {
      long end = Patience.end(System.nanoTime(), patience);
      List<DurableChannel> open = own.run(table::all);
      open.forEach(channel -> own.run(channel::closes));
      for (DurableChannel channel : open) {
        CompletableFuture<Long> drained = channel.drained().toCompletableFuture();
        if (!own.isCurrent()) {
          drained.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        all &= drained.isDone() && !drained.isCompletedExceptionally();
      }
    } catch (ChannelClosedException | ExecutionException | TimeoutException e) {
      all = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      all = false;
    } finally {
      close();
    }
    return all;
  }

  // --- the node's thread ---

  private final class Handled implements DurableHandler.Channels {
    @Override
    public @Nullable DurableChannel of(Session session, boolean ended) {
      // There are no channels while the log is being opened.
      ChannelTable there = table;
      return there == null ? null : there.of(session, ended);
    }

    @Override
    public void full(boolean now) {
      examination.full(now);
    }
  }

  private void threadEnds(@Nullable Throwable failure) {
    String why = failure == null ? "the node is closed" : "the node's thread has ended: " + failure;
    deliveries.close(Duration.ZERO);
    own.ends(why);
    table.all().forEach(channel -> channel.ends(why));
  }

  /** The options of a node. All have defaults, except what handles messages. */
  public static final class Builder {
    private final Path folder;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private DriverOptions options = DriverOptions.DEFAULT;
    private @Nullable LoggedState state;
    private @Nullable TransactionalHandler handler;
    private @Nullable Executor executor;

    private Builder(Path folder) {
      this.folder = folder;
    }

    /** Where to listen; by default at any port of the loopback interface. */
    public Builder at(InetSocketAddress where) {
      address = where;
      return this;
    }

    /**
     * The driver's options. Their {@link dev.faultline.link.Processing} is ignored: it follows from
     * what handles messages. A message can be at most half as long as a record of the log, which by
     * default is just below 2 MiB. For longer messages, give the nodes of both sides a log with a
     * larger buffer.
     */
    public Builder options(DriverOptions other) {
      options = other;
      return this;
    }

    /** Messages change this state, which is kept in the node's log. */
    public Builder state(LoggedState changed) {
      state = changed;
      return this;
    }

    /** Messages are handled as transactions outside the log, as by {@code JdbcHandler}. */
    public Builder transactions(TransactionalHandler makesThem) {
      handler = makesThem;
      return this;
    }

    /** Where transactions run; by default one virtual thread for each stream. */
    public Builder executor(Executor runs) {
      executor = runs;
      return this;
    }

    /**
     * Opens the log, restores the state, and starts the node's thread.
     *
     * @throws IllegalStateException if both a state and a handler were set, or if an earlier node
     *     on this folder used the other one
     * @throws RuntimeException as {@link LinkDriver#openDurable} does
     */
    public DurableNode start() {
      if (state != null && handler != null) {
        throw new IllegalStateException(
            "messages change a state or are transactions, and not both: give state or"
                + " transactions");
      }
      return new DurableNode(this);
    }
  }
}
