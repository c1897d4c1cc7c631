package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/** Where a program's channels and selectors come from. */
final class NodeProvider extends SelectorProvider {
  private final NodeNetwork network;

  NodeProvider(NodeNetwork network) {
    this.network = network;
  }

  @Override
  public DatagramChannel openDatagramChannel() {
    return new NodeDatagramChannel(this, network.datagrams().newPort());
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) {
    if (!(family instanceof StandardProtocolFamily known) || known == StandardProtocolFamily.UNIX) {
      throw new UnsupportedOperationException("Protocol family not supported");
    }
    return openDatagramChannel();
  }

  @Override
  public Pipe openPipe() throws IOException {
    return SelectorProviders.OF_THE_JVM.openPipe();
  }

  /** Refuses what is not simulated, as it does for all nodes; nothing is opened there. */
  private static final class SelectorProviders {
    static final SelectorProvider OF_THE_JVM = SelectorProvider.provider();
  }

  @Override
  public AbstractSelector openSelector() {
    return new NodeSelector(this, network);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() {
    return new NodeServerChannel(this, new NodeSocketImpl(network, true));
  }

  @Override
  public SocketChannel openSocketChannel() {
    return new NodeSocketChannel(this, new NodeSocketImpl(network, false));
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    return family == StandardProtocolFamily.UNIX
        ? SelectorProviders.OF_THE_JVM.openSocketChannel(family)
        : openSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return family == StandardProtocolFamily.UNIX
        ? SelectorProviders.OF_THE_JVM.openServerSocketChannel(family)
        : openServerSocketChannel();
  }
}
