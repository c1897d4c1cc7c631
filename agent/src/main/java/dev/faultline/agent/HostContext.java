package dev.faultline.agent;

import dev.faultline.hook.Context;
import dev.faultline.hook.Realm;

/** Hands the hooks' questions, which know only the boot loader's classes, to the host. */
final class HostContext extends Context {
  private final Host host;

  HostContext(Realm realm, String node, long seed, Host host) {
    super(realm, node, seed);
    this.host = host;
  }

  Host host() {
    return host;
  }

  @Override
  protected long monotonicNanos() {
    return host.monotonicNanos();
  }

  @Override
  protected long wallNanos() {
    return host.wallNanos();
  }

  @Override
  protected boolean preempts(int touches) {
    return host.preempts(touches);
  }

  @Override
  protected int wakes(int count) {
    return host.wakes(count);
  }

  @Override
  protected void turnsHidden(String before) {
    host.turnsHidden(before);
  }

  @Override
  protected long random() {
    return halted() ? 0 : host.random(); // What ends here is no part of the run.
  }

  @Override
  protected void runnable(Runnable turn, boolean yielded) {
    host.runnable(turn, yielded);
  }

  @Override
  protected long schedule(Runnable task, long delayNanos) {
    return host.schedule(task, delayNanos);
  }

  @Override
  protected void cancel(long id) {
    host.cancel(id);
  }

  @Override
  protected void uncaught(Thread thread, Throwable thrown) {
    host.threadFailed(thread, thrown);
  }
}
