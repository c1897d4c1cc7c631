package dev.faultline.sim.node;

import dev.faultline.agent.Machine;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Channel;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Datagram;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.connection.SimChannel;
import dev.faultline.sim.connection.SimConnection;
import dev.faultline.sim.run.Kernel;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of one incarnation of a blocking node: those of a handler, and a mailbox to wait
 * at.
 */
public final class SimBlockingEnv extends SimEnv implements BlockingEnv {
  private final Machine machine;
  private final MachineHost host;
  private final BlockingQueue<Datagram> mailbox = new LinkedBlockingQueue<>();
  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private @Nullable Consumer<? super Datagram> receiver;
  private boolean listening;
  private @Nullable Function<? super Connection, ? extends @Nullable ConnectionListener> acceptor;

  public SimBlockingEnv(
      Kernel kernel, SimNode node, SimRandom random, Machine machine, MachineHost host) {
    super(kernel, node, random);
    this.machine = machine;
    this.host = host;
  }

  void startMain(BlockingNode body) {
    machine.start(
        self().name(),
        () -> {
          try {
            body.run(this);
          } catch (Throwable thrown) {
            host.threadFailed(Thread.currentThread(), thrown);
          }
        });
  }

  /**
   * Called in the node's turn, on the carrier, so that it must not wait; the queue has no bound.
   */
  void arrived(Datagram datagram) {
    if (receiver != null) {
      receiver.accept(datagram);
    } else {
      mailbox.add(datagram);
    }
  }

  @Override
  public void receiveWith(Consumer<? super Datagram> given) {
    receiver = given;
    listens();
  }

  @Override
  public Datagram receive() throws InterruptedException {
    return mailbox.take();
  }

  @Override
  public @Nullable Datagram receive(Duration timeout) throws InterruptedException {
    return mailbox.poll(SimTime.saturatedNanos(timeout), TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledExecutorService executor(int threads) {
    return new ScheduledThreadPoolExecutor(
        threads, Thread.ofVirtual().name("executor-", 1).factory());
  }

  @Override
  public Channel connect(Address to) throws ConnectException, InterruptedException {
    SimChannel channel = new SimChannel();
    if (!(connect(to, channel) instanceof SimConnection made)) {
      throw new ConnectException("this incarnation is over");
    }
    channel.over(made);
    channel.awaitOpened();
    return channel;
  }

  @Override
  void listens() {
    machine.callBack();
  }

  @Override
  public Channel accept() throws InterruptedException {
    listening = true;
    return accepted.take();
  }

  @Override
  public void acceptWith(
      Function<? super Connection, ? extends @Nullable ConnectionListener> given) {
    acceptor = given;
    listens();
  }

  /** Another node asks for a connection; called in the node's turn, on the carrier. */
  @Nullable ConnectionListener asked(Connection connection) {
    if (acceptor != null) {
      return acceptor.apply(connection);
    }
    if (!listening || !(connection instanceof SimConnection asked)) {
      return null;
    }
    SimChannel channel = new SimChannel();
    channel.over(asked);
    accepted.add(channel);
    return channel;
  }
}
