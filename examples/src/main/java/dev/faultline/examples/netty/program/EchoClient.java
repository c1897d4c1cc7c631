package dev.faultline.examples.netty.program;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Has an echo server send lines back, one after the other, and says what came. A connection that
 * ends, or that says nothing for a second, is followed by another, on which the line is sent again.
 */
public final class EchoClient {
  private static final int LONGEST_LINE = 4096;
  private static final long PATIENCE_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 100;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final String host;
  private final int port;

  private EchoClient(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * @param arguments the server's name and port, and how many lines to send
   */
  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("starts");
    EchoClient client = new EchoClient(arguments[0], Integer.parseInt(arguments[1]));
    client.run(Integer.parseInt(arguments[2]));
    System.out.println("finished");
    client.loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private void run(int lines) throws InterruptedException {
    int next = 1;
    while (next <= lines) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      ChannelFuture opened = connect(heard).await();
      if (opened.isSuccess()) {
        next = talk(opened.channel(), heard, next, lines);
        opened.channel().close().await();
      } else {
        System.out.println("no connection");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** The first line that was not echoed. */
  private static int talk(Channel channel, BlockingQueue<String> heard, int first, int lines)
      throws InterruptedException {
    for (int next = first; next <= lines; next++) {
      String line = "line " + next + " " + "x".repeat(next * 37 % 1_000);
      channel.writeAndFlush(line + "\n");
      String echo = heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (echo == null || !channel.isActive()) {
        System.out.println("silence");
        return next;
      }
      System.out.println(echo.equals(line) ? "echo " + next : "wrong " + next);
      Thread.sleep(PAUSE_MILLIS);
    }
    return lines + 1;
  }

  private ChannelFuture connect(BlockingQueue<String> heard) {
    return new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE_MILLIS)
        .handler(new Lines(heard))
        .connect(host, port);
  }

  private static final class Lines extends ChannelInitializer<SocketChannel> {
    private final BlockingQueue<String> heard;

    Lines(BlockingQueue<String> heard) {
      this.heard = heard;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new LineBasedFrameDecoder(LONGEST_LINE), new StringDecoder(), new StringEncoder())
          .addLast(new Listener(heard));
    }
  }

  private static final class Listener extends SimpleChannelInboundHandler<String> {
    private final BlockingQueue<String> heard;

    Listener(BlockingQueue<String> heard) {
      this.heard = heard;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      heard.add(line);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
