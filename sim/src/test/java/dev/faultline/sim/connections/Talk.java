package dev.faultline.sim.connections;

import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import java.util.List;

/** A listener that writes down what it hears, with the time in milliseconds. */
final class Talk implements ConnectionListener {
  private final String who;
  private final List<String> heard;

  Talk(String who, List<String> heard) {
    this.who = who;
    this.heard = heard;
  }

  private void say(Env env, Object what) {
    heard.add(env.nanoTime() / 1_000_000 + " " + who + ": " + what);
  }

  @Override
  public void opened(Env env, Connection connection) {
    say(env, "opened");
  }

  @Override
  public void received(Env env, Connection connection, Object message) {
    say(env, message);
  }

  @Override
  public void closed(Env env, Connection connection, CloseReason reason) {
    say(env, reason);
  }
}
