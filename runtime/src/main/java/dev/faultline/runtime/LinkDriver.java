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
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.PublicKey;
import dev.faultline.runtime.socket.UdpSocket;
import dev.faultline.runtime.socket.UdpSockets;
import dev.faultline.runtime.udp.ErrorCounts;
import dev.faultline.runtime.udp.UdpOptions;
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
 * allocates nothing; it is called in a loop, always by the same thread, which is also the one that
 * calls the handler and that may use the sessions. {@link LinkThread} is such a loop; a program
 * that has one of its own calls {@code work} itself.
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

  /** The thread that is in a duty cycle, and whether that closes the driver when it is over. */
  private @Nullable Thread working;

  private boolean closing;

  private LinkDriver(
      UdpSocket socket, DriverOptions options, LinkHandler handler, @Nullable Path folder) {
    this.socket = socket;
    LinkOptions link =
        options.link().withPathDiscovery(discovers(options)).withMemory(Pages::allocate);
    RandomGenerator random = new SecureRandom();
    failures = new Failures(options.failures(), counters);
    tasks = new Tasks(failures);
    LinkHandler guarded = failures.guarding(handler);
    LinkSecurity security = options.security();
    SecureLayer secure = null;
    if (security != null) {
      link = link.withPacketBytes(link.packetBytes() - SecureLayer.OVERHEAD_BYTES);
      secure = new SecureLayer(security.exchange(), random, link);
    }
    protection = security == null || secure == null ? null : new Protection(security, secure);
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
      // The log may be open by now, with a thread and the folder's lock.
      if (log != null) {
        log.close();
      }
      throw e;
    }
  }

  /**
   * Opens the socket.
   *
   * @throws IllegalArgumentException if the address is not this machine's own and plain traffic was
   *     not allowed
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
    UdpSocket socket = socket(bind, options);
    try {
      return new LinkDriver(socket, options, handler, folder);
    } catch (RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  /** Datagrams inside TCP are as long as they are, whatever the path carries. */
  private static boolean discovers(DriverOptions options) {
    return options.link().pathDiscovery() && options.udp().backend() != UdpOptions.Backend.TCP;
  }

  private static UdpSocket socket(InetSocketAddress bind, DriverOptions options) {
    UdpOptions udp = options.udp();
    return UdpSockets.open(bind, discovers(options) ? udp.withFragmentation(false) : udp);
  }

  /**
   * Opens the socket, and the durable log in a folder, which the handler hears of before this
   * returns.
   *
   * @throws dev.faultline.runtime.log.CorruptLogException if durable bytes of the log have changed
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
   * Starts a session; only the thread that calls {@link #work} may.
   *
   * @throws IllegalArgumentException if nothing can be sent to such an address from here: it has
   *     port 0, or is IPv6's and the driver is bound to an IPv4 address
   */
  public Session connect(InetSocketAddress peer) {
    return endpoint.connect(System.nanoTime(), addresses.number(peer, null));
  }

  /**
   * Starts a session with the holder of a key; for drivers whose security allows several.
   *
   * @throws dev.faultline.runtime.secure.KeyException if the key is not among those allowed
   */
  public Session connect(InetSocketAddress peer, PublicKey key) {
    return endpoint.connect(System.nanoTime(), addresses.number(peer, key));
  }

  /**
   * Starts a session that a program recognises by its label when it has recovered it, with the
   * holder of a key, if the driver's security allows several; only the thread that calls {@link
   * #work} may.
   */
  public Session connect(InetSocketAddress peer, @Nullable PublicKey key, long label) {
    return endpoint.connect(System.nanoTime(), addresses.number(peer, key), label);
  }

  /** Whether {@link #close} was called; in a callback that is so before it takes effect. */
  boolean isClosed() {
    return closed || closing;
  }

  /** The sessions that are not over; after {@link #openDurable}, those that were recovered. */
  public List<Session> sessions() {
    return endpoint.sessions();
  }

  /**
   * What the peers have not processed of what was offered on logged streams: of sessions that go
   * on, and of those that are over, whose messages stay until {@link #discard}.
   */
  public List<Undelivered> undelivered() {
    return endpoint.undelivered();
  }

  /**
   * Reads undelivered messages, oldest first; those that were offered since the last {@link #work}
   * may not be among them.
   */
  public void read(Undelivered of, Undelivered.Reader to) {
    endpoint.read(of.session(), of.stream(), to);
  }

  /**
   * Deletes the undelivered messages of a session that is over, and makes room in the log; durable
   * with the next commit.
   *
   * @throws IllegalArgumentException if there are none, or the session is not over
   */
  public void discard(SessionId session) {
    endpoint.discard(session);
  }

  /** Connects a recovered session anew, to the same peer or wherever it is now. */
  public void reconnect(Session session, InetSocketAddress peer) {
    session.connect(System.nanoTime(), addresses.number(peer, null));
  }

  /** Connects a recovered session anew, to the holder of a key. */
  public void reconnect(Session session, InetSocketAddress peer, PublicKey key) {
    session.connect(System.nanoTime(), addresses.number(peer, key));
  }

  /** What keeps the durable log from taking more, such as a full disk, or null if nothing does. */
  public @Nullable String storageTrouble() {
    return storage == null ? null : storage.trouble();
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
   * The key of the peer that a session belongs to, or null if it began with plain traffic. Nobody
   * else can take the session over, however much it knows of it.
   */
  public @Nullable PublicKey key(Session session) {
    return protection == null ? null : protection.security().key(session.owner());
  }

  /** What the protection of this driver's traffic has counted, or null if that is plain. */
  public @Nullable SecureCounters secureCounters() {
    return protection == null ? null : protection.layer().counters();
  }

  /** Whose session was last used by the holder of another key, and by whom; empty if none was. */
  public String lastForeign() {
    return endpoint.lastForeign();
  }

  /** The key of who was refused last, since it is not allowed here; empty if nobody was. */
  public String lastRefused() {
    return protection == null ? "" : protection.layer().lastRefused();
  }

  /** Has {@code task} run in the next duty cycle. Any thread may. */
  public void execute(Runnable task) {
    tasks.add(task);
    socket.wakeup();
  }

  /**
   * Has {@code task} run on the driver's thread after this time; while it waits, the thread sleeps
   * no longer than that. Any thread may.
   */
  public void schedule(Duration after, Runnable task) {
    long at = Patience.end(System.nanoTime(), after);
    execute(() -> tasks.timers().add(at, task));
  }

  /** The same for who is on the driver's thread, and may cancel it. */
  Timers.Timer at(long atNanos, Runnable task) {
    return tasks.timers().add(atNanos, task);
  }

  /** A task from {@link #at} is not to be run; on the driver's thread. */
  void cancel(Timers.@Nullable Timer timer) {
    if (timer != null) {
      tasks.timers().cancel(timer);
    }
  }

  /** How many tasks wait for their time. */
  int timers() {
    return tasks.timers().size();
  }

  /** Runs what waits to be run, for the last time. */
  void drop() {
    tasks.runLast();
  }

  /** Code of the application has thrown on this driver's thread. */
  void failed(FailurePolicy.Where where, @Nullable Session session, Throwable failure) {
    failures.add(where, session, failure);
  }

  /** How often the socket's sends and receives have failed, by error. */
  public ErrorCounts socketErrors() {
    return socket.errors();
  }

  /** Called at the beginning of each duty cycle, offers what it has, and says if it had any. */
  void source(BooleanSupplier offers) {
    cycle.source(offers);
  }

  /** Has the next duty cycle run soon, if the driver's thread sleeps. Any thread may. */
  void wake() {
    if (cycle.needsWaking()) {
      socket.wakeup();
    }
  }

  /** What the endpoint has counted. */
  public Counters linkCounters() {
    return endpoint.counters();
  }

  /** What the driver has counted. */
  public DriverCounters counters() {
    return counters;
  }

  /**
   * One duty cycle; true if there was anything to do. What code of the application throws is dealt
   * with as the options say, and is thrown from here only if they say that the driver stops.
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
   * Closes the socket and the log, once; {@link #work} must not be called any more. Sessions are
   * not told, and what was offered and has not arrived is lost, unless a durable log has it. In a
   * callback it takes effect at the end of the duty cycle that has made the call.
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
