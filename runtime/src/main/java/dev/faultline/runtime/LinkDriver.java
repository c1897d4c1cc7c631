package dev.faultline.runtime;

import dev.faultline.link.Counters;
import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.SessionId;
import dev.faultline.link.Undelivered;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.runtime.base.Patience;
import dev.faultline.runtime.base.Timers;
import dev.faultline.runtime.log.LogCounters;
import dev.faultline.runtime.secure.PublicKey;
import dev.faultline.runtime.socket.UdpSocket;
import dev.faultline.runtime.socket.UdpSockets;
import dev.faultline.runtime.udp.ErrorCounts;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint on one socket. Its {@link #work duty cycle} receives, runs timers and sends, and
 * allocates nothing. One thread calls it in a loop; that thread also calls the handler, and only
 * that thread may use the sessions. {@link LinkThread} is such a loop; a program with its own loop
 * calls {@code work} itself.
 */
public final class LinkDriver implements AutoCloseable {
  private final DriverCounters counters = new DriverCounters();
  private final Failures failures;
  private final Tasks tasks;
  private final UdpSocket socket;
  private final Endpoint endpoint;
  private final AddressBook addresses;
  private final DutyCycle cycle;
  private final @Nullable LogStorage storage;
  private final @Nullable Protection protection;
  private volatile boolean closed;

  /** The thread that runs a duty cycle now, and whether the driver closes at its end. */
  private @Nullable Thread working;

  private boolean closing;

  private LinkDriver(
      UdpSocket socket, DriverOptions options, LinkHandler handler, @Nullable Path folder) {
    this.socket = socket;
    LinkOptions link = options.endpoint();
    RandomGenerator random = new SecureRandom();
    failures = new Failures(options.failures(), counters);
    tasks = new Tasks(failures);
    LinkHandler guarded = failures.guarding(handler);
    protection = Protection.of(options.security(), random, link);
    SecureLayer secure = protection == null ? null : protection.layer();
    LogStorage log =
        folder == null
            ? null
            : new LogStorage(folder, options.log(), link.packetBytes(), socket::wakeup);
    storage = log;
    try {
      endpoint =
          log == null
              ? new Endpoint(link, random, guarded)
              : new Endpoint(link, random, guarded, log);
      if (secure != null) {
        secure.protect(endpoint);
      }
      addresses = new AddressBook(socket, endpoint, protection, random);
      failures.knows(addresses, log);
      cycle =
          new DutyCycle(
              socket,
              endpoint,
              secure,
              log,
              addresses.table(),
              options.filter(),
              tasks,
              failures,
              counters);
    } catch (RuntimeException | Error e) {
      // The log may already be open, with a thread and the folder's lock.
      if (log != null) {
        log.close();
      }
      throw e;
    }
  }

  /**
   * Opens the socket.
   *
   * @throws IllegalArgumentException if other machines can reach the address and plain traffic
   *     there is not allowed
   * @throws dev.faultline.runtime.udp.UdpException if the address is in use, unknown or not this
   *     machine's
   */
  public static LinkDriver open(
      InetSocketAddress bind, DriverOptions options, LinkHandler handler) {
    return open(bind, options, handler, null);
  }

  private static LinkDriver open(
      InetSocketAddress bind, DriverOptions options, LinkHandler handler, @Nullable Path folder) {
    options.checkBind(bind);
    UdpSocket socket = UdpSockets.open(bind, options.socket());
    try {
      return new LinkDriver(socket, options, handler, folder);
    } catch (RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Opens the socket and the durable log in a folder. The handler is called with the recovered
   * state before this returns.
   *
   * @throws dev.faultline.runtime.log.CorruptLogException if durable bytes of the log are corrupt
   * @throws dev.faultline.runtime.log.LogException if the folder is in use or cannot be read
   */
  public static LinkDriver openDurable(
      InetSocketAddress bind, DriverOptions options, LinkHandler handler, Path folder) {
    return open(bind, options, handler, folder);
  }

  /** Where this driver listens. */
  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  /** How the socket works, such as {@code native, GSO, GRO}. */
  public String describe() {
    return socket.describe();
  }

  /**
   * Starts a session. Only the thread that calls {@link #work} may call this.
   *
   * @throws IllegalArgumentException if the driver cannot send to this address: it has port 0, or
   *     it is an IPv6 address and the driver is bound to an IPv4 address
   */
  public Session connect(InetSocketAddress peer) {
    return endpoint.connect(System.nanoTime(), addresses.number(peer, null));
  }

  /**
   * Starts a session with the holder of a key; for drivers whose security allows several keys.
   *
   * @throws dev.faultline.runtime.secure.KeyException if the key is not allowed
   */
  public Session connect(InetSocketAddress peer, PublicKey key) {
    return endpoint.connect(System.nanoTime(), addresses.number(peer, key));
  }

  /**
   * Starts a session with a label, by which the program recognises it after recovery, and with the
   * holder of a key, if the driver's security allows several keys. Only the thread that calls
   * {@link #work} may call this.
   */
  public Session connect(InetSocketAddress peer, @Nullable PublicKey key, long label) {
    return endpoint.connect(System.nanoTime(), addresses.number(peer, key), label);
  }

  /** Whether {@link #close} was called; in a callback true before that takes effect. */
  boolean isClosed() {
    return closed || closing;
  }

  /** The sessions that have not ended; right after {@link #openDurable}, the recovered ones. */
  public List<Session> sessions() {
    return endpoint.sessions();
  }

  /**
   * The messages offered on logged streams that the peers have not processed. Includes those of
   * ended sessions, whose messages are kept until {@link #discard}.
   */
  public List<Undelivered> undelivered() {
    return endpoint.undelivered();
  }

  /**
   * Reads undelivered messages, oldest first. Messages offered since the last {@link #work} may be
   * missing.
   */
  public void read(Undelivered of, Undelivered.Reader to) {
    endpoint.read(of.session(), of.stream(), to);
  }

  /**
   * Deletes the undelivered messages of an ended session, which frees room in the log; durable with
   * the next commit.
   *
   * @throws IllegalArgumentException if there are none, or the session has not ended
   */
  public void discard(SessionId session) {
    endpoint.discard(session);
  }

  /** Connects a recovered session again, to its peer's old or new address. */
  public void reconnect(Session session, InetSocketAddress peer) {
    session.connect(System.nanoTime(), addresses.number(peer, null));
  }

  /** Connects a recovered session again, to the holder of a key. */
  public void reconnect(Session session, InetSocketAddress peer, PublicKey key) {
    session.connect(System.nanoTime(), addresses.number(peer, key));
  }

  /** Why the durable log cannot accept more, such as a full disk; null if it can. */
  public @Nullable String storageTrouble() {
    return storage == null ? null : storage.trouble();
  }

  /** Whether the durable log has stopped for good; false without a log. Any thread may ask. */
  public boolean storageFailed() {
    return storage != null && storage.failed();
  }

  /** Whether everything decided or offered so far is durable; true without a log. */
  public boolean settled() {
    return endpoint.settled();
  }

  /** What the durable log counts; null if there is none. */
  public @Nullable LogCounters log() {
    return storage == null ? null : storage.counts();
  }

  /**
   * The address of a session's peer.
   *
   * @throws IllegalStateException if the session was recovered and has not been connected since
   */
  public InetSocketAddress address(Session session) {
    return addresses.address(session);
  }

  /**
   * The key of the peer that a session belongs to, or null if it began with plain traffic. The
   * holder of another key can never take over the session.
   */
  public @Nullable PublicKey key(Session session) {
    return protection == null ? null : protection.security().key(session.owner());
  }

  /** The counters of the layer that protects this driver's traffic, or null if traffic is plain. */
  public @Nullable SecureCounters secureCounters() {
    return protection == null ? null : protection.layer().counters();
  }

  /**
   * Names the last session for which the holder of another key sent packets, and that holder; empty
   * if that never happened.
   */
  public String lastForeign() {
    return endpoint.lastForeign();
  }

  /**
   * The key of the peer that was refused last because its key is not allowed here; empty if none
   * was.
   */
  public String lastRefused() {
    return protection == null ? "" : protection.layer().lastRefused();
  }

  /** Runs {@code task} in the next duty cycle. Any thread may call this. */
  public void execute(Runnable task) {
    tasks.add(task);
    socket.wakeup();
  }

  /**
   * Runs {@code task} on the driver's thread after this time; until then the thread never sleeps
   * past that moment. Any thread may call this.
   */
  public void schedule(Duration after, Runnable task) {
    long at = Patience.end(System.nanoTime(), after);
    execute(() -> tasks.timers().add(at, task));
  }

  /**
   * Runs {@code task} at a time of {@link System#nanoTime}; for callers on the driver's thread.
   *
   * @return cancels the task; to be run on the driver's thread
   */
  public Runnable at(long atNanos, Runnable task) {
    Timers timers = tasks.timers();
    Timers.Timer timer = timers.add(atNanos, task);
    return () -> timers.cancel(timer);
  }

  /** How many scheduled tasks are waiting. Only the driver's thread may ask. */
  public int timers() {
    return tasks.timers().size();
  }

  /** Runs the tasks that no duty cycle has run; for the driver's thread, after its last cycle. */
  public void runWaiting() {
    tasks.runLast();
  }

  /** Has the {@link FailurePolicy} deal with an exception; for the driver's thread. */
  public void failed(FailurePolicy.Where where, @Nullable Session session, Throwable failure) {
    failures.add(where, session, failure);
  }

  /** Counts the socket's failed sends and receives, by error. */
  public ErrorCounts socketErrors() {
    return socket.errors();
  }

  /** Sets what is called first in each duty cycle, offers messages, and returns whether it did. */
  public void source(BooleanSupplier offers) {
    cycle.source(offers);
  }

  /** Wakes the driver's thread for its next duty cycle. Any thread may call this. */
  public void wake() {
    if (cycle.needsWaking()) {
      socket.wakeup();
    }
  }

  /** The endpoint's counters. */
  public Counters linkCounters() {
    return endpoint.counters();
  }

  /** The driver's counters. */
  public DriverCounters counters() {
    return counters;
  }

  /**
   * Runs one duty cycle; true if there was anything to do. Exceptions of the application's code are
   * handled by the options' {@link FailurePolicy}; this method throws them only with {@link
   * FailurePolicy.Reaction#STOP}.
   *
   * @throws IllegalStateException if the driver is closed
   */
  public boolean work() {
    if (closed) {
      throw new IllegalStateException(
          "the driver at " + localAddress() + " is closed, and has no more duty cycles");
    }
    working = Thread.currentThread();
    try {
      return cycle.run();
    } finally {
      working = null;
      if (closing) {
        close();
      }
    }
  }

  /** Sleeps until something arrives, {@link #execute} is called, or the next timer is due. */
  public void await() {
    if (!closed) {
      cycle.await();
    }
  }

  /**
   * Closes the socket and the log; further calls do nothing. {@link #work} must not be called
   * afterwards. Peers are not told. Messages that have not arrived are lost unless a durable log
   * has them. In a callback the close takes effect at the end of the current duty cycle.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    if (working == Thread.currentThread()) {
      closing = true;
      return;
    }
    closed = true;
    try {
      socket.close();
    } finally {
      if (storage != null) {
        storage.close();
      }
    }
  }
}
