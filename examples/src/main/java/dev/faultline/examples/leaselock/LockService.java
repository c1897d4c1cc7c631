package dev.faultline.examples.leaselock;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Datagram;
import dev.faultline.examples.leaselock.Messages.Acquire;
import dev.faultline.examples.leaselock.Messages.Granted;
import dev.faultline.examples.leaselock.Messages.Release;
import dev.faultline.examples.leaselock.Messages.Taken;
import java.time.Duration;

/** Grants the lease to one worker at a time, as far as its own clock can tell. */
final class LockService implements BlockingNode {
  private final Duration lease;

  LockService(Duration lease) {
    this.lease = lease;
  }

  @Override
  public void run(BlockingEnv env) throws InterruptedException {
    long token = 0;
    long until = env.nanoTime();
    while (true) {
      Datagram datagram = env.receive();
      if (datagram.message() instanceof Acquire(var request)) {
        if (env.nanoTime() < until) {
          env.send(datagram.from(), new Taken(request));
        } else {
          token++;
          until = env.nanoTime() + lease.toNanos();
          env.send(datagram.from(), new Granted(request, token));
        }
      } else if (datagram.message() instanceof Release(var held) && held == token) {
        until = env.nanoTime();
      }
    }
  }
}
