package dev.faultline.examples.quorumregister;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.guard.group.QuorumRegister;
import dev.faultline.guard.group.RegisterEnding;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.RegisterPort;
import dev.faultline.guard.group.RegisterState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A node with a {@link QuorumRegister}: its state in the store, its messages on the network. */
abstract class Process implements Node {
  private static final Duration RETRY = Duration.ofMillis(60);

  /** An ending that is told when the call is through which brought it. */
  private record Ended(long operation, RegisterEnding<Object> ending) {}

  private final List<String> first;
  private final Granted granted;
  private final ArrayDeque<Ended> endings = new ArrayDeque<>();
  private @Nullable QuorumRegister<Object> register;
  private long timer;

  Process(List<String> first, Mistake mistake) {
    this.first = first;
    this.granted = new Granted(mistake);
  }

  /** An operation is over. */
  abstract void ended(Env env, long operation, RegisterEnding<Object> ending);

  QuorumRegister<Object> register() {
    QuorumRegister<Object> open = register;
    if (open == null) {
      throw new IllegalStateException("the node has not started");
    }
    return open;
  }

  /** A value that this process writes: how a mistake tells writes from what readers write back. */
  void writing(Object value) {
    granted.writing(value);
  }

  @Override
  public void start(Env env) {
    // What is visible now may not be durable yet, and others will hear of it.
    env.store().sync();
    @SuppressWarnings("unchecked") // nobody else writes there
    RegisterState<Object> saved = (RegisterState<Object>) env.store().get("register");
    register =
        new QuorumRegister<>(
            env.self().name(),
            env.incarnation(),
            saved == null ? RegisterState.first(QuorumRegisterScenario.INITIAL, first) : saved,
            RETRY,
            env.random(),
            new Port(env),
            // Operators are no members, and clients may know of a change first.
            _ -> true);
  }

  @Override
  @SuppressWarnings("unchecked") // all values are objects
  public void receive(Env env, Address from, Object message) {
    register().receive(from.name(), (RegisterMessage<Object>) message, env.nanoTime());
    goOn(env);
  }

  @Override
  public void timer(Env env, Object tag) {
    timer = 0;
    register().tick(env.nanoTime());
    goOn(env);
  }

  /** What is left to do after each call of the register. */
  void goOn(Env env) {
    granted.tell(register(), env);
    for (Ended each = endings.poll(); each != null; each = endings.poll()) {
      ended(env, each.operation, each.ending);
    }
    env.cancel(timer);
    OptionalLong wakeAt = register().wakeAt();
    timer = wakeAt.isEmpty() ? 0 : env.timer(wakeAt.getAsLong() - env.nanoTime(), "wake");
  }

  /** The register's way out. */
  private final class Port implements RegisterPort<Object> {
    private final Env env;

    Port(Env env) {
      this.env = env;
    }

    @Override
    public void send(String to, RegisterMessage<Object> message) {
      if (!granted.isTakenForGranted(to, message, env)) {
        env.send(env.address(to), message);
      }
    }

    @Override
    public void keep(RegisterState<Object> state) {
      env.store().put("register", state);
      env.store().sync();
    }

    @Override
    public void ended(long operation, RegisterEnding<Object> ending) {
      endings.add(new Ended(operation, ending));
    }
  }
}
