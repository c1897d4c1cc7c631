package dev.faultline.examples.pingpong;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;

/** Answers every ping, and remembers nothing. */
final class Server implements Node, Restorable {
  @Override
  public void start(Env env) {}

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Client.Ping(var number)) {
      env.send(from, new Client.Pong(number));
    }
  }

  @Override
  public Object state() {
    return "";
  }

  @Override
  public void restore(Object state) {}
}
