package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A program's channel that listens at a port. */
final class NodeServerChannel extends ServerSocketChannel implements Watched {
  private static final int BACKLOG = 50;

  private final NodeSocketImpl impl;
  private final Watchers watchers = new Watchers();
  private final Pace pace = new Pace();
  private @Nullable ServerSocket socket;

  NodeServerChannel(SelectorProvider provider, NodeSocketImpl impl) {
    super(provider);
    this.impl = impl;
  }

  @Override
  public Watchers watchers() {
    return watchers;
  }

  @Override
  public int readyOps() {
    ServerPort server = impl.serverOrNull();
    return server != null && server.hasWaiting() ? SelectionKey.OP_ACCEPT : 0;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
    requireOpen();
    if (impl.isBound()) {
      throw new AlreadyBoundException();
    }
    InetSocketAddress wanted =
        local == null ? new InetSocketAddress(0) : NodeSocketChannel.inet(local);
    impl.bind(wanted.getAddress(), wanted.getPort());
    impl.listen(backlog < 1 ? BACKLOG : backlog);
    impl.server().changes.listen(watchers::changed);
    return this;
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    requireOpen();
    ServerPort server = impl.serverOrNull();
    if (server == null) {
      throw new NotYetBoundException();
    }
    if (isBlocking() && !server.hasWaiting()) {
      boolean done = false;
      begin();
      try {
        server.changes.await(() -> !isOpen() || server.hasWaiting(), 0);
        done = isOpen();
      } finally {
        end(done);
      }
    }
    Stream accepted = server.poll();
    if (accepted == null) {
      pace.asksAgain();
      return null;
    }
    pace.goesOn();
    NodeSocketChannel channel =
        new NodeSocketChannel(provider(), new NodeSocketImpl(impl.network(), false));
    channel.adopt(accepted);
    return channel;
  }

  @Override
  public ServerSocket socket() {
    ServerSocket known = socket;
    if (known == null) {
      known = new ChannelServerSocket(this, impl);
      socket = known;
    }
    return known;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return impl.isBound() ? impl.local() : null;
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> option, T value) throws IOException {
    requireOpen();
    impl.settings.set(Objects.requireNonNull(option), value);
    return this;
  }

  @Override
  public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    requireOpen();
    return impl.settings.get(Objects.requireNonNull(option));
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return impl.settings.supported();
  }

  @Override
  protected void implCloseSelectableChannel() {
    impl.close();
    watchers.changed();
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // Asked for at each call.
  }

  boolean isBound() {
    return impl.isBound();
  }
}
