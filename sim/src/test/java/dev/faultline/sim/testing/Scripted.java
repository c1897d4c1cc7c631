package dev.faultline.sim.testing;

import dev.faultline.core.Address;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node made of lambdas: {@code new Scripted().onStart(env -> …).onReceive((env, from, m) -> …)}.
 */
public final class Scripted implements Node {
  /** What to do with a datagram. */
  @FunctionalInterface
  public interface OnReceive {
    void receive(Env env, Address from, Object message);
  }

  private Consumer<Env> onStart = env -> {};
  private OnReceive onReceive = (env, from, message) -> {};
  private BiConsumer<Env, Object> onTimer = (env, tag) -> {};
  private BiFunction<Env, Connection, @Nullable ConnectionListener> onAccept =
      (env, connection) -> null;

  public Scripted onStart(Consumer<Env> handler) {
    onStart = handler;
    return this;
  }

  public Scripted onReceive(OnReceive handler) {
    onReceive = handler;
    return this;
  }

  public Scripted onTimer(BiConsumer<Env, Object> handler) {
    onTimer = handler;
    return this;
  }

  public Scripted onAccept(BiFunction<Env, Connection, @Nullable ConnectionListener> handler) {
    onAccept = handler;
    return this;
  }

  @Override
  public void start(Env env) {
    onStart.accept(env);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    onReceive.receive(env, from, message);
  }

  @Override
  public void timer(Env env, Object tag) {
    onTimer.accept(env, tag);
  }

  @Override
  public @Nullable ConnectionListener accept(Env env, Connection connection) {
    return onAccept.apply(env, connection);
  }
}
