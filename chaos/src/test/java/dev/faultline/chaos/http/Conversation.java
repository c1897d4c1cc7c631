package dev.faultline.chaos.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import dev.faultline.chaos.toxic.HttpFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A client and a server with an {@link HttpMiddle} between them, without sockets. */
final class Conversation implements Faults {
  final StringBuilder toServer = new StringBuilder();
  final StringBuilder toClient = new StringBuilder();
  final List<Signal> ends = new ArrayList<>();
  final HttpMiddle middle = new HttpMiddle(this);
  private final List<@Nullable HttpFault> faults;
  long now;
  int requests;
  int notUnderstood;
  int struck;
  int over;

  Conversation(HttpFault... faults) {
    this.faults = new ArrayList<>(List.of(faults));
  }

  void client(String text) {
    give(middle.upstream(), text);
  }

  void server(String text) {
    give(middle.downstream(), text);
  }

  /** A toxic has other settings from now on, or is gone. */
  void change(int toxic, @Nullable HttpFault fault) {
    faults.set(toxic, fault);
    middle.upstream().toxicsChanged(now);
    middle.downstream().toxicsChanged(now);
    collect();
  }

  void clientEnds() {
    middle.upstream().offer(Signal.END, now);
    collect();
  }

  void serverEnds() {
    middle.downstream().offer(Signal.END, now);
    collect();
  }

  private void give(Stage stage, String text) {
    stage.offer(new Signal.Data(ByteBuffer.wrap(text.getBytes(ISO_8859_1))), now);
    collect();
  }

  void collect() {
    collect(middle.upstream(), toServer, "S");
    collect(middle.downstream(), toClient, "C");
  }

  private void collect(Stage stage, StringBuilder into, String peer) {
    for (Signal signal = stage.poll(now); signal != null; signal = stage.poll(now)) {
      if (signal instanceof Signal.Data(ByteBuffer bytes)) {
        into.append(ISO_8859_1.decode(bytes));
      } else {
        ends.add(signal);
        into.append("<").append(signal.getClass().getSimpleName()).append(">");
      }
    }
  }

  long held() {
    return middle.upstream().heldBytes() + middle.downstream().heldBytes();
  }

  @Override
  public List<Striking> of(
      long number,
      String method,
      String path,
      List<? extends Map.Entry<String, String>> headers,
      long nowNanos) {
    List<Striking> striking = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      HttpFault fault = faults.get(i);
      if (fault == null) {
        continue;
      }
      if (fault.match().covers(method, path, headers)) {
        struck++;
        int at = i;
        striking.add(
            new Striking(fault, new SplittableRandom(number), now -> faults.get(at), () -> over++));
      }
    }
    return striking;
  }

  @Override
  public void counted() {
    requests++;
  }

  @Override
  public void notUnderstood() {
    notUnderstood++;
  }
}
