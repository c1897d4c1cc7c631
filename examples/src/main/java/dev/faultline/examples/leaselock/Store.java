package dev.faultline.examples.leaselock;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.leaselock.Messages.Read;
import dev.faultline.examples.leaselock.Messages.TooLate;
import dev.faultline.examples.leaselock.Messages.Value;
import dev.faultline.examples.leaselock.Messages.Write;

/** Holds one number. Where it is fenced, it turns away whoever comes after a later holder. */
final class Store implements Node {
  private final boolean fenced;
  private long latestToken;
  private int value;

  Store(boolean fenced) {
    this.fenced = fenced;
  }

  int value() {
    return value;
  }

  @Override
  public void start(Env env) {}

  @Override
  public void receive(Env env, Address from, Object message) {
    switch (message) {
      case Read(var request, var token) ->
          env.send(from, admits(token) ? new Value(request, value) : new TooLate(request));
      case Write(var request, var token, var written) -> {
        if (admits(token)) {
          value = written;
          env.send(from, new Value(request, value));
        } else {
          env.send(from, new TooLate(request));
        }
      }
      default -> {}
    }
  }

  private boolean admits(long token) {
    latestToken = Math.max(latestToken, token);
    return !fenced || token == latestToken;
  }
}
