package dev.faultline.runtime.durable;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.ChannelClosedException;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.LinkThread;
import dev.faultline.runtime.secure.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  /** The stream of a session that a channel is. */
  static final int STREAM = 1;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final LinkDriver driver;
  private final LinkThread thread;
  private final OwnThread own;
  private final Deliveries deliveries;
  private final ChannelTable table;
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
            .withLink(link(options).withProcessing(deliveries.processing()))
            .withFailures(options.failures().withReaction(FailurePolicy.Reaction.STOP));
    ChannelFiles files = new ChannelFiles(from.folder.resolve("channels"));
    LinkDriver opened = null;
    try {
      opened =
          LinkDriver.openDurable(
              from.address, complete, new DurableHandler(deliveries, this::channel), from.folder);
      driver = opened;
      // The folder is this process's now.
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
    table = new ChannelTable(driver, files, own);
    deliveries.begins(driver);
    IdleStrategy idle = IdleStrategy.backingOff();
    thread =
        new LinkThread(
            "faultline-durable",
            driver,
            (worked, on) -> idle.idle(table.turn() | worked, on),
            () -> {
              own.turns();
              return false;
            },
            this::threadEnds);
  }

  /** A message that a state cannot keep in its log would stop its node again and again. */
  private static LinkOptions link(DriverOptions options) {
    int most = options.log().recordBytesMax() / 2;
    LinkOptions link = options.link();
    return link.longestMessage() <= most ? link : link.withLongestMessage(most);
  }

  /** A node on this folder, which is made if it is not there; started by {@link Builder#start}. */
  public static Builder in(Path folder) {
    return new Builder(folder);
  }

  /** Where this node listens. */
  public InetSocketAddress localAddress() {
    return driver.localAddress();
  }

  /**
   * What has ended the node's thread before it was closed, such as a state that threw, or null. The
   * folder has everything; a node that is started on it anew goes on.
   */
  public @Nullable Throwable failure() {
    return thread.failure();
  }

  /** The channels that were connected and have not ended, in a fixed order. */
  public List<DurableChannel> channels() {
    return table.all();
  }

  /** Whose driver's counters operators read. */
  LinkDriver driver() {
    return driver;
  }

  /** Has this called with each channel, those that there are and those that are connected later. */
  void eachChannel(Consumer<DurableChannel> task) {
    own.run(() -> {
      table.each(task);
      return task;
    });
  }

  /** What keeps the log from taking more, such as a full disk, or null if nothing does. */
  public @Nullable String storageTrouble() {
    String trouble = driver.storageTrouble();
    for (DurableChannel channel : table.all()) {
      trouble = trouble == null ? channel.trouble() : trouble;
    }
    return trouble;
  }

  /**
   * The channel of this name to the node at this address: goes on with it, or begins it. Does not
   * wait for the peer; {@link DurableChannel#state} and {@link DurableChannel#connected} say
   * whether it is there.
   *
   * @throws IllegalStateException if the channel has ended before, so that its messages may have
   *     been processed or not; the message says what to do
   * @throws IllegalArgumentException if the name is none, or nothing can be sent to the address
   * @throws ChannelClosedException if the node is closed
   */
  public DurableChannel connect(String name, InetSocketAddress peer) {
    return connect(name, peer, null);
  }

  /** The same, with the holder of a key, if the node's security allows several. */
  public DurableChannel connect(String name, InetSocketAddress peer, @Nullable PublicKey key) {
    long label = ChannelFiles.label(name);
    return own.run(() -> table.begin(name, label, peer, key));
  }

  /** What peers have not processed of all channels, also of those that have ended. */
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
   * Deletes what is left of a channel that has ended, so that it may begin anew.
   *
   * @throws IllegalStateException if it has not ended
   */
  public void forget(String name) {
    long label = ChannelFiles.label(name);
    own.run(() -> {
      table.forget(name, label);
      return name;
    });
  }

  /**
   * Takes no more, waits up to ten seconds until what was taken is in the log and what is being
   * handled is done, and stops. Nothing that is in the log is lost: the next node on this folder
   * goes on with it. To wait until the peer has processed all, join the last message's report
   * first.
   */
  @Override
  public void close() {
    if (own.isCurrent()) {
      // What is to be waited for happens on this thread; the log has what it has.
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
      // The reports say what is not durable.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deliveries.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    try {
      // What was handled is said to the link before the last turn.
      own.run(() -> true);
    } catch (ChannelClosedException e) {
      // The thread has ended: what it did not hear comes again, and has no effect then.
    }
    thread.close();
    if (ownExecutor != null) {
      ownExecutor.shutdownNow();
    }
  }

  // --- the node's thread ---

  private @Nullable DurableChannel channel(Session session, boolean ended) {
    // While the log is opened there are none.
    ChannelTable there = table;
    return there == null ? null : there.of(session, ended);
  }

  private void threadEnds(@Nullable Throwable failure) {
    String why = failure == null ? "the node is closed" : "the node's thread has ended: " + failure;
    own.ends(why);
    table.all().forEach(channel -> channel.ends(why));
  }

  /** How a node is to work; every choice has a default but what it does with messages. */
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
     * The driver's options; how messages are processed follows from what handles them. A message is
     * no longer than half a record of the log, which is just below 2 MiB by default: for longer
     * ones, give the nodes of both sides a log with a larger buffer.
     */
    public Builder options(DriverOptions other) {
      options = other;
      return this;
    }

    /** Messages change this state, which the node's log keeps. */
    public Builder state(LoggedState changed) {
      state = changed;
      return this;
    }

    /** Messages are transactions elsewhere, as those of {@code JdbcHandler}. */
    public Builder transactions(TransactionalHandler makesThem) {
      handler = makesThem;
      return this;
    }

    /** Where transactions run; by default each stream's in a virtual thread. */
    public Builder executor(Executor runs) {
      executor = runs;
      return this;
    }

    /**
     * Opens the log, restores the state, and starts the node's thread.
     *
     * @throws IllegalStateException if messages were given both a state and a handler, or if the
     *     folder's node has handled messages with the other one before
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
