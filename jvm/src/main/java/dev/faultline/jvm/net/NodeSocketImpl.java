package dev.faultline.jvm.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What is behind a {@link java.net.Socket} or {@link java.net.ServerSocket} of a program. */
final class NodeSocketImpl extends SocketImpl {
  private final NodeNetwork network;
  final SocketSettings settings;

  private @Nullable Stream stream;
  private @Nullable ServerPort server;
  private boolean isBound;
  private boolean closed;

  NodeSocketImpl(NodeNetwork network, boolean isServer) {
    this.network = network;
    this.settings = new SocketSettings(isServer);
    this.fd = new FileDescriptor();
    this.address = new InetSocketAddress(0).getAddress();
  }

  NodeNetwork network() {
    return network;
  }

  @Nullable Stream streamOrNull() {
    return stream;
  }

  @Nullable ServerPort serverOrNull() {
    return server;
  }

  boolean isClosed() {
    return closed;
  }

  Stream stream() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (stream == null) {
      throw new SocketException("Not connected");
    }
    return stream;
  }

  ServerPort server() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (server == null) {
      throw new SocketException("Not listening");
    }
    return server;
  }

  /** Takes a connection that was accepted. */
  void adopt(Stream accepted) {
    stream = accepted;
    isBound = true;
    address = accepted.remote().getAddress();
    port = accepted.remote().getPort();
    localport = accepted.local().getPort();
  }

  @Override
  protected void create(boolean isStream) throws IOException {
    if (!isStream) {
      throw new IOException("Datagram socket creation not supported");
    }
  }

  @Override
  protected void bind(InetAddress host, int wanted) throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (isBound) {
      throw new SocketException("Already bound");
    }
    localport = network.bind(host, wanted);
    isBound = true;
    address = host;
  }

  @Override
  protected void listen(int backlog) throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (server == null) {
      server = network.listen(new InetSocketAddress(address, localport), backlog);
    }
  }

  // --- connecting ---

  @Override
  protected void connect(String host, int wanted) throws IOException {
    connect(new InetSocketAddress(host, wanted), 0);
  }

  @Override
  protected void connect(InetAddress host, int wanted) throws IOException {
    connect(new InetSocketAddress(host, wanted), 0);
  }

  @Override
  protected void connect(SocketAddress wanted, int timeoutMillis) throws IOException {
    begin(wanted);
    await(stream().changes, stream()::isDecided, timeoutMillis, "Connect timed out");
    finish();
  }

  /** Begins to connect. */
  void begin(SocketAddress wanted) throws IOException {
    if (!(wanted instanceof InetSocketAddress to)) {
      throw new IllegalArgumentException("unsupported address " + wanted);
    }
    if (to.isUnresolved()) {
      throw new UnknownHostException(to.getHostName());
    }
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (stream != null) {
      throw new SocketException("Already connected");
    }
    String node = network.nodeAt(to.getAddress());
    if (!isBound) {
      localport = network.bind(network.host(), 0);
      isBound = true;
    }
    Stream made = new Stream(network);
    stream = made;
    address = to.getAddress();
    port = to.getPort();
    made.connect(new InetSocketAddress(network.host(), localport), to, node);
  }

  /** Once it is decided: throws why it could not be connected. */
  void finish() throws IOException {
    Stream made = stream();
    try {
      made.requireOpened();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void await(Changes changes, BooleanSupplier happened, int millis, String otherwise)
      throws IOException {
    if (!changes.await(
        () -> closed || happened.getAsBoolean(), TimeUnit.MILLISECONDS.toNanos(millis))) {
      if (happened.getAsBoolean()) {
        return;
      }
      if (otherwise.startsWith("Connect")) {
        close();
      }
      throw new SocketTimeoutException(otherwise);
    }
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  protected void accept(SocketImpl into) throws IOException {
    ServerPort from = server();
    await(
        from.changes,
        () -> from.hasWaiting() || from.isClosed(),
        settings.timeoutMillis(),
        "Accept timed out");
    Stream accepted = from.poll();
    if (accepted == null) {
      throw new SocketException("Socket closed");
    }
    ((NodeSocketImpl) into).adopt(accepted);
  }

  // --- reading and writing ---

  @Override
  protected InputStream getInputStream() {
    return new Input();
  }

  @Override
  protected OutputStream getOutputStream() {
    return new Output();
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, into.length);
      Stream reading = stream();
      if (count == 0) {
        return 0;
      }
      await(reading.changes, reading::isReadable, settings.timeoutMillis(), "Read timed out");
      return reading.read(ByteBuffer.wrap(into, from, count));
    }

    @Override
    public int available() throws IOException {
      return NodeSocketImpl.this.available();
    }

    @Override
    public void close() throws IOException {
      NodeSocketImpl.this.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int part) throws IOException {
      write(new byte[] {(byte) part}, 0, 1);
    }

    @Override
    public void write(byte[] from, int start, int count) throws IOException {
      Objects.checkFromIndexSize(start, count, from.length);
      ByteBuffer left = ByteBuffer.wrap(from, start, count);
      Stream writing = stream();
      while (left.hasRemaining()) {
        if (writing.write(left) == 0) {
          await(writing.changes, writing::isWritable, 0, "Write timed out");
        }
      }
    }

    @Override
    public void close() throws IOException {
      NodeSocketImpl.this.close();
    }
  }

  @Override
  protected int available() throws IOException {
    return stream().available();
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw new SocketException("Urgent data not supported");
  }

  @Override
  protected void shutdownInput() throws IOException {
    stream().endInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    stream().endOutput();
  }

  @Override
  protected void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (server != null) {
      network.stopListening(server);
    } else if (stream != null) {
      if (settings.resetsAtClose()) {
        stream.abort();
      } else {
        stream.close();
      }
    } else if (isBound) {
      network.unbind(localport);
    }
  }

  // --- options ---

  /** The address that it is bound to, for programs. */
  InetSocketAddress local() {
    if (stream != null) {
      return stream.local();
    }
    return new InetSocketAddress(address, localport);
  }

  boolean isBound() {
    return isBound;
  }

  @Override
  public void setOption(int option, Object value) throws SocketException {
    requireOpen();
    settings.set(option, value);
  }

  @Override
  public @Nullable Object getOption(int option) throws SocketException {
    requireOpen();
    return option == SO_BINDADDR ? local().getAddress() : settings.get(option);
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
    requireOpen();
    settings.set(option, value);
  }

  @Override
  protected <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    requireOpen();
    return settings.get(option);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return settings.supported();
  }
}
