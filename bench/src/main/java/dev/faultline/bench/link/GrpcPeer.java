package dev.faultline.bench.link;

import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Pair;
import dev.faultline.cli.measure.Setup;
import dev.faultline.cli.measure.Side;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.stub.CallStreamObserver;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One bidirectional stream of gRPC over Netty, with flow control, without TLS. */
final class GrpcPeer implements Contestant {
  private static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName("bench/exchange")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  @Override
  public String name() {
    return "grpc";
  }

  /** Asked for ahead, so that none waits for its receiver to ask for it. */
  private static final int REQUESTED = 4_096;

  @Override
  public String configuration() {
    return "gRPC over Netty ("
        + (Epoll.isAvailable() ? "epoll" : "NIO")
        + "), plaintext, one stream in both directions, directExecutor on both sides, window and"
        + " onReady threshold of "
        + (Setup.WINDOW_BYTES >> 20)
        + " MiB, "
        + REQUESTED
        + " messages requested ahead, Netty's default event loops";
  }

  @Override
  public boolean canLose() {
    return false;
  }

  @Override
  public Pair open(Setup setup) throws Exception {
    Arrivals atLeft = new Arrivals();
    Arrivals atRight = new Arrivals();
    CompletableFuture<CallStreamObserver<byte[]>> answers = new CompletableFuture<>();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .flowControlWindow(Setup.WINDOW_BYTES)
            .addService(
                ServerServiceDefinition.builder("bench")
                    .addMethod(
                        METHOD,
                        ServerCalls.asyncBidiStreamingCall(responses -> {
                          var out = (ServerCallStreamObserver<byte[]>) responses;
                          out.setOnReadyThreshold(Setup.WINDOW_BYTES);
                          out.disableAutoRequest();
                          out.setOnReadyHandler(atRight::wake);
                          out.request(REQUESTED);
                          answers.complete(out);
                          return new Into(atRight, out);
                        }))
                    .build())
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .directExecutor()
            .flowControlWindow(Setup.WINDOW_BYTES)
            .usePlaintext()
            .build();
    Into answered = new Into(atLeft);
    ClientCalls.asyncBidiStreamingCall(
        channel.newCall(METHOD, CallOptions.DEFAULT.withOnReadyThreshold(Setup.WINDOW_BYTES)),
        answered);
    GrpcSide left = new GrpcSide(answered.out(), atLeft, setup);
    GrpcSide right = new GrpcSide(answers.get(), atRight, setup);
    return new GrpcPair(left, right, channel, server);
  }

  private record GrpcPair(Side left, Side right, ManagedChannel channel, Server server)
      implements Pair {
    @Override
    public void close() {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  /** Takes what comes, and asks for more before it is used up. */
  private static final class Into implements ClientResponseObserver<byte[], byte[]> {
    private final Arrivals arrivals;
    private @Nullable CallStreamObserver<byte[]> out;
    private int taken;

    Into(Arrivals arrivals) {
      this.arrivals = arrivals;
    }

    Into(Arrivals arrivals, CallStreamObserver<byte[]> out) {
      this.arrivals = arrivals;
      this.out = out;
    }

    CallStreamObserver<byte[]> out() {
      if (out == null) {
        throw new IllegalStateException("the call has not begun");
      }
      return out;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<byte[]> requests) {
      requests.disableAutoRequestWithInitial(REQUESTED);
      requests.setOnReadyHandler(arrivals::wake);
      out = requests;
    }

    @Override
    public void onNext(byte[] message) {
      arrivals.add(ByteBuffer.wrap(message).getLong());
      if (++taken == REQUESTED / 2) {
        taken = 0;
        out().request(REQUESTED / 2);
      }
    }

    @Override
    public void onError(Throwable e) {}

    @Override
    public void onCompleted() {}
  }

  private static final class GrpcSide implements Side {
    private final CallStreamObserver<byte[]> out;
    private final Arrivals arrivals;
    private final int messageBytes;

    GrpcSide(CallStreamObserver<byte[]> out, Arrivals arrivals, Setup setup) {
      this.out = out;
      this.arrivals = arrivals;
      messageBytes = setup.messageBytes();
    }

    @Override
    public boolean offer(long number) {
      if (!out.isReady()) {
        return false;
      }
      byte[] bytes = new byte[messageBytes];
      ByteBuffer.wrap(bytes).putLong(number);
      out.onNext(bytes);
      return true;
    }

    @Override
    public int poll(LongConsumer arrived) {
      return arrivals.poll(arrived);
    }

    @Override
    public void idle() {
      arrivals.await();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
