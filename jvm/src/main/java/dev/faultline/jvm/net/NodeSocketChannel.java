package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A program's channel over a TCP connection. */
final class NodeSocketChannel extends SocketChannel implements Watched {
  private enum State {
    UNCONNECTED,
    PENDING,
    CONNECTED
  }

  private final NodeSocketImpl impl;
  private final Watchers watchers = new Watchers();
  private final Pace pace = new Pace();
  private State state = State.UNCONNECTED;
  private @Nullable Socket socket;

  NodeSocketChannel(SelectorProvider provider, NodeSocketImpl impl) {
    super(provider);
    this.impl = impl;
  }

  /** Over a connection that was accepted. */
  void adopt(Stream accepted) {
    impl.adopt(accepted);
    accepted.changes.listen(watchers::changed);
    state = State.CONNECTED;
  }

  // --- for selectors ---

  @Override
  public Watchers watchers() {
    return watchers;
  }

  @Override
  public int readyOps() {
    Stream stream = impl.streamOrNull();
    if (stream == null) {
      return 0;
    }
    if (state == State.PENDING) {
      return stream.isDecided() ? SelectionKey.OP_CONNECT : 0;
    }
    return (stream.isReadable() ? SelectionKey.OP_READ : 0)
        | (stream.isWritable() ? SelectionKey.OP_WRITE : 0);
  }

  // --- connecting ---

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public SocketChannel bind(@Nullable SocketAddress local) throws IOException {
    requireOpen();
    InetSocketAddress wanted = local == null ? new InetSocketAddress(0) : inet(local);
    if (state == State.PENDING) {
      throw new ConnectionPendingException();
    }
    if (impl.isBound()) {
      throw new java.nio.channels.AlreadyBoundException();
    }
    impl.bind(wanted.getAddress(), wanted.getPort());
    return this;
  }

  static InetSocketAddress inet(SocketAddress address) {
    Objects.requireNonNull(address);
    if (!(address instanceof InetSocketAddress inet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (inet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return inet;
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    InetSocketAddress wanted = inet(remote);
    requireOpen();
    switch (state) {
      case CONNECTED -> throw new AlreadyConnectedException();
      case PENDING -> throw new ConnectionPendingException();
      case UNCONNECTED -> {}
    }
    try {
      impl.begin(wanted);
    } catch (IOException e) {
      close();
      throw e;
    }
    stream().changes.listen(watchers::changed);
    state = State.PENDING;
    return isBlocking() && finishConnect();
  }

  @Override
  public boolean finishConnect() throws IOException {
    requireOpen();
    if (state == State.CONNECTED) {
      return true;
    }
    if (state == State.UNCONNECTED) {
      throw new NoConnectionPendingException();
    }
    Stream stream = stream();
    if (!await(stream::isDecided)) {
      pace.asksAgain();
      return false;
    }
    try {
      stream.requireOpened();
    } catch (IOException e) {
      close();
      throw e;
    }
    state = State.CONNECTED;
    return true;
  }

  @Override
  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  @Override
  public boolean isConnectionPending() {
    return state == State.PENDING;
  }

  private Stream stream() throws ClosedChannelException {
    Stream known = impl.streamOrNull();
    if (known == null) {
      throw new ClosedChannelException();
    }
    return known;
  }

  private Stream connected() throws ClosedChannelException {
    requireOpen();
    if (state != State.CONNECTED) {
      throw new NotYetConnectedException();
    }
    return stream();
  }

  private int paced(int count) {
    if (count > 0 || isBlocking()) {
      pace.goesOn();
    } else {
      pace.asksAgain();
    }
    return count;
  }

  /** Waits if this channel does; whether it has happened. Another thread may close it meanwhile. */
  private boolean await(BooleanSupplier happened) throws IOException {
    if (!isBlocking() || happened.getAsBoolean()) {
      return happened.getAsBoolean();
    }
    boolean done = false;
    begin();
    try {
      stream().changes.await(() -> !isOpen() || happened.getAsBoolean(), 0);
      done = isOpen();
    } finally {
      end(done);
    }
    return true;
  }

  // --- reading and writing ---

  @Override
  public int read(ByteBuffer into) throws IOException {
    Stream stream = connected();
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    await(stream::isReadable);
    return paced(stream.read(into));
  }

  @Override
  public long read(ByteBuffer[] into, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, into.length);
    long total = 0;
    for (int i = from; i < from + count; i++) {
      if (into[i].hasRemaining()) {
        int part = total == 0 ? read(into[i]) : connected().read(into[i]);
        if (part <= 0) {
          return total == 0 ? part : total;
        }
        total += part;
        if (into[i].hasRemaining()) {
          break;
        }
      }
    }
    return total;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    Stream stream = connected();
    if (stream.isOutputEnded()) {
      throw new ClosedChannelException();
    }
    int total = from.hasRemaining() ? paced(stream.write(from)) : 0;
    while (isBlocking() && from.hasRemaining()) {
      await(stream::isWritable);
      total += stream.write(from);
    }
    return total;
  }

  @Override
  public long write(ByteBuffer[] from, int start, int count) throws IOException {
    Objects.checkFromIndexSize(start, count, from.length);
    long total = 0;
    for (int i = start; i < start + count; i++) {
      total += write(from[i]);
      if (from[i].hasRemaining()) {
        break;
      }
    }
    return total;
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    connected().endInput();
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    connected().endOutput();
    return this;
  }

  // --- the rest ---

  @Override
  public Socket socket() {
    Socket known = socket;
    if (known == null) {
      try {
        known = new ChannelSocket(this, impl);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      socket = known;
    }
    return known;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    requireOpen();
    Stream stream = impl.streamOrNull();
    return stream == null ? null : stream.remote();
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return impl.isBound() ? impl.local() : null;
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> option, T value) throws IOException {
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

  @Override
  public String toString() {
    return "SocketChannel[" + state.name().toLowerCase(java.util.Locale.ROOT) + "]";
  }
}
