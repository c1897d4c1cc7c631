package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.history.History;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.workload.Kind;
import dev.faultline.sim.workload.Protocol;
import dev.faultline.sim.workload.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Clients that use a system and record their operations and the answers. {@link World#clients}
 * makes them; configure them before the world runs, and read their history afterwards. Each client
 * has one operation at a time, and pauses between operations.
 *
 * <p>How an operation ends:
 *
 * <ul>
 *   <li>with an answer to any of its attempts, while the client waits;
 *   <li>failed, when it certainly had no effect: it only reads, or the server says so, or all
 *       attempts at it were refused and a refusal is final (see {@link #finalRefusals});
 *   <li>indeterminate in all other cases. The client goes on under a new process number.
 * </ul>
 *
 * <p>No request is repeated unless {@link #retry} is called. A system that does not recognise a
 * repeated request performs the operation twice. A network that duplicates messages has the same
 * effect, so systems have to handle it.
 *
 * <p>Belongs to the world's thread.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public final class Clients<I, O> {
  private final World world;
  final Kind<I, O> kind;
  final int count;
  private final ClientOperations<I, O> operations;
  private final List<NodeHandle<Caller<I, O>>> nodes = new ArrayList<>();
  private final List<List<Share<I>>> mixes = new ArrayList<>();

  List<Address> servers = List.of();
  boolean staysWithOne;
  double anyServer;
  long shortestPause = Duration.ofMillis(50).toNanos();
  long longestPause = Duration.ofMillis(150).toNanos();
  long timeout = Duration.ofSeconds(1).toNanos();
  long backoff = Duration.ofMillis(200).toNanos();
  int retries;
  int most = Integer.MAX_VALUE;
  private boolean finalRefusals;
  Supplier<? extends Protocol<I, O>> protocol = Protocol::plain;

  Clients(World world, int count, String prefix, Kind<I, O> kind) {
    if (count < 1) {
      throw new IllegalArgumentException("count is " + count + ", expected 1 or more");
    }
    this.world = world;
    this.kind = kind;
    this.count = count;
    this.operations = world.operations("clients '" + prefix + "'");
    for (int i = 0; i < count; i++) {
      int index = i;
      mixes.add(List.of());
      nodes.add(world.client(prefix + "-" + (i + 1), () -> new Caller<>(this, index)));
    }
  }

  /**
   * The operations of the clients, drawn by their weights.
   *
   * @throws IllegalArgumentException when the weights add up to nothing
   */
  @SafeVarargs
  public final Clients<I, O> mix(Share<I>... shares) {
    for (int i = 0; i < count; i++) {
      mixOf(i, shares);
    }
    return this;
  }

  /**
   * The operations of one client, where the clients differ. Clients are numbered from zero.
   *
   * @throws IllegalArgumentException when the weights add up to nothing
   */
  @SafeVarargs
  public final Clients<I, O> mixOf(int client, Share<I>... shares) {
    world.notStarted("mix");
    List<Share<I>> mix = List.of(shares);
    var _ = Share.total(mix);
    mixes.set(client, mix);
    return this;
  }

  /** Each operation goes to one of these servers, all equally likely. */
  public Clients<I, O> to(List<? extends Address> servers) {
    world.notStarted("to");
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers are empty, expected one or more");
    }
    this.servers = List.copyOf(servers);
    staysWithOne = false;
    return this;
  }

  /** All operations go to this server. */
  public Clients<I, O> to(Address server) {
    return to(List.of(server));
  }

  /**
   * A client keeps using the server that answered it last, or that a refusal named. If it gets no
   * answer, it tries the next server in the list.
   *
   * @param any how likely an operation begins at any of the servers instead, from 0 to 1
   */
  public Clients<I, O> toLeader(List<? extends Address> servers, double any) {
    if (!(any >= 0 && any <= 1)) {
      throw new IllegalArgumentException("any is " + any + ", expected 0 to 1");
    }
    to(servers);
    staysWithOne = true;
    anyServer = any;
    return this;
  }

  /**
   * How many operations a second each client calls if the system answers at once. Pauses vary from
   * half to one and a half times the mean. Default: 10.
   */
  public Clients<I, O> rate(double perSecond) {
    if (!(perSecond > 0) || perSecond > 1e9) {
      throw new IllegalArgumentException(
          "perSecond is " + perSecond + ", expected more than 0, at most 10^9");
    }
    double mean = 1e9 / perSecond;
    return pause(Duration.ofNanos((long) (mean / 2)), Duration.ofNanos((long) (mean * 1.5)));
  }

  /** How long a client pauses before each operation, at least and at most. */
  public Clients<I, O> pause(Duration shortest, Duration longest) {
    world.notStarted("pause");
    long least = SimTime.nanos(shortest, "shortest");
    long most = SimTime.most(longest, "longest");
    if (most < least) {
      throw new IllegalArgumentException(
          "longest is " + longest + ", expected at least the shortest, " + shortest);
    }
    shortestPause = least;
    longestPause = most;
    return this;
  }

  /** The largest number of operations of each client. Default: no limit. */
  public Clients<I, O> operations(int most) {
    world.notStarted("operations");
    if (most < 0) {
      throw new IllegalArgumentException("operations is " + most + ", expected 0 or more");
    }
    this.most = most;
    return this;
  }

  /** How long a client waits for an answer; one second by default. */
  public Clients<I, O> timeout(Duration patience) {
    world.notStarted("timeout");
    timeout = SimTime.most(patience, "timeout");
    return this;
  }

  /**
   * How long a client that was refused waits until it asks some other server, where the refusal
   * names none; 200 ms by default.
   */
  public Clients<I, O> backoff(Duration pause) {
    world.notStarted("backoff");
    backoff = SimTime.most(pause, "backoff");
    return this;
  }

  /**
   * How many times a request is repeated that was not answered in time. Only for systems that
   * perform an operation once, however often it is requested: all requests for it carry the same
   * operation number. Default: 0.
   */
  public Clients<I, O> retry(int times) {
    world.notStarted("retry");
    if (times < 0) {
      throw new IllegalArgumentException("times is " + times + ", expected 0 or more");
    }
    retries = times;
    return this;
  }

  /**
   * Declares that a server which refused a request never performs a copy of it later. An operation
   * whose attempts were all refused has then failed. Without this, it has failed only if the
   * model's links never duplicate messages.
   */
  public Clients<I, O> finalRefusals() {
    world.notStarted("finalRefusals");
    finalRefusals = true;
    return this;
  }

  /**
   * The messages that clients send and receive, one protocol object for each client. Default:
   * {@link Protocol#plain}.
   */
  public Clients<I, O> protocol(Supplier<? extends Protocol<I, O>> each) {
    world.notStarted("protocol");
    protocol = each;
    return this;
  }

  // --- what became of it ---

  /** The operations and answers so far. */
  public History<I, O> history() {
    return operations.history();
  }

  /** Their addresses, in order. */
  public List<Address> addresses() {
    return List.copyOf(nodes);
  }

  /** Whether every client has called all of its {@link #operations}, and the last one has ended. */
  public boolean done() {
    for (NodeHandle<Caller<I, O>> each : nodes) {
      if (!each.is(Caller::done)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether each of them has had an answer to an operation that it called at this time or later.
   */
  public boolean allAnsweredSince(Duration time) {
    long nanos = SimTime.nanos(time, "time");
    for (NodeHandle<Caller<I, O>> each : nodes) {
      if (!each.is(caller -> caller.lastAnswered() >= nanos)) {
        return false;
      }
    }
    return true;
  }

  // --- for the clients themselves ---

  ClientOperations<I, O> recorded() {
    return operations;
  }

  List<Share<I>> mix(int client) {
    return mixes.get(client);
  }

  boolean refusalsAreFinal() {
    return finalRefusals || !world.model.links().duplication();
  }

  long now() {
    return world.kernel.now();
  }

  /** Throws unless all has been said that the clients need. */
  void ready() {
    if (servers.isEmpty()) {
      throw new ModelException(
          nodes.getFirst() + " and its like have no servers; call Clients.to or toLeader");
    }
    if (mixes.stream().anyMatch(List::isEmpty)) {
      throw new ModelException(
          nodes.getFirst() + " and its like have nothing to do; call Clients.mix");
    }
  }
}
