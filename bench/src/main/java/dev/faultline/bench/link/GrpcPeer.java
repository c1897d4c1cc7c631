package dev.faultline.bench.link;

import dev.faultline.runtime.measure.Contestant;
import dev.faultline.runtime.measure.Pair;
import dev.faultline.runtime.measure.Setup;
import dev.faultline.runtime.measure.Side;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.CallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

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

  @Override
  public boolean canLose() {
    return false;
  }

  @Override
  public Pair open(Setup setup) throws Exception {
    Arrivals atLeft = new Arrivals();
    Arrivals atRight = new Arrivals();
    CompletableFuture<StreamObserver<byte[]>> answers = new CompletableFuture<>();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder("bench")
                    .addMethod(
                        METHOD,
                        ServerCalls.asyncBidiStreamingCall(out -> {
                          answers.complete(out);
                          return new Into(atRight);
                        }))
                    .build())
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    StreamObserver<byte[]> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(METHOD, CallOptions.DEFAULT), new Into(atLeft));
    GrpcSide left = new GrpcSide(requests, atLeft, setup);
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

  private record Into(Arrivals arrivals) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] message) {
      arrivals.add(ByteBuffer.wrap(message).getLong());
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

    GrpcSide(StreamObserver<byte[]> out, Arrivals arrivals, Setup setup) {
      this.out = (CallStreamObserver<byte[]>) out;
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
