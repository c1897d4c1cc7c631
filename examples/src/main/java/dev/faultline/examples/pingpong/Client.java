package dev.faultline.examples.pingpong;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import java.time.Duration;

/** Sends one ping after the other, each again and again until its pong arrives. */
final class Client implements Node, Restorable {
  /** Asks. */
  record Ping(int number) {}

  /** Answers the ping of that number. */
  record Pong(int number) {}

  /** Fires when it is time to send the ping of that number again. */
  record Again(int number) {}

  private static final Duration PATIENCE = Duration.ofMillis(10);

  private final Address server;
  private final int pings;

  /** The ping that is waiting for its pong. */
  private Integer current = 1;

  Client(Address server, int pings) {
    this.server = server;
    this.pings = pings;
  }

  boolean done() {
    return current > pings;
  }

  @Override
  public void start(Env env) {
    ping(env);
  }

  private void ping(Env env) {
    env.send(server, new Ping(current));
    env.timer(PATIENCE, new Again(current));
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Pong(var number) && number == current) {
      current++;
      if (!done()) {
        ping(env);
      }
    }
  }

  @Override
  public void timer(Env env, Object tag) {
    if (tag instanceof Again(var number) && number == current) {
      ping(env);
    }
  }

  @Override
  public Object state() {
    return current;
  }

  @Override
  public void restore(Object state) {
    current = (Integer) state;
  }
}
