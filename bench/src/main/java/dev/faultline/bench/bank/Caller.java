package dev.faultline.bench.bank;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client with one request at a time: asks, waits for the answer for up to 100 ms, and then asks
 * the same again, or something new.
 */
final class Caller implements Node {
  /** A request; {@code id} is the same when it is sent again. */
  record Ask(String client, long id, Object what) {}

  /** The answer to the request with that id. */
  record Answer(long id, Object what) {}

  private record Late(long id, int tries) {}

  /** Where requests go. */
  interface Route {
    Address next(Env env);
  }

  private final Route route;
  private final Function<Env, @Nullable Object> next;
  private final BiConsumer<Object, Object> answered;
  private final boolean retries;
  private long id;
  private int tries;
  private @Nullable Object pending;

  /**
   * A client.
   *
   * @param next request; null for none at the moment
   * @param answered hears each request with its answer
   * @param retries whether an unanswered request is sent again, for ever
   */
  Caller(
      Route route,
      Function<Env, @Nullable Object> next,
      BiConsumer<Object, Object> answered,
      boolean retries) {
    this.route = route;
    this.next = next;
    this.answered = answered;
    this.retries = retries;
  }

  static Caller of(
      Address server, Function<Env, @Nullable Object> next, BiConsumer<Object, Object> answered) {
    return new Caller(env -> server, next, answered, false);
  }

  static Caller retrying(
      Address server, Function<Env, @Nullable Object> next, BiConsumer<Object, Object> answered) {
    return new Caller(env -> server, next, answered, true);
  }

  @Override
  public void start(Env env) {
    think(env);
  }

  private void think(Env env) {
    env.timer((1 + env.random().nextInt(20)) * 1_000_000L, "go");
  }

  @Override
  public void timer(Env env, Object tag) {
    if (tag instanceof Late(var late, var tried)) {
      if (late != id || tried != tries || pending == null) {
        return;
      }
      if (retries) {
        ask(env);
        return;
      }
    }
    pending = next.apply(env);
    id++;
    if (pending == null) {
      think(env);
    } else {
      ask(env);
    }
  }

  private void ask(Env env) {
    Object what = pending;
    if (what != null) {
      env.send(route.next(env), new Ask(env.self().name(), id, what));
      env.timer(100_000_000L, new Late(id, ++tries));
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    Object asked = pending;
    if (message instanceof Answer(var answer, var what) && answer == id && asked != null) {
      pending = null;
      answered.accept(asked, what);
      think(env);
    }
  }
}
