package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignFailure;
import dev.faultline.explore.CampaignResult.Inconclusive;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Leak;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.Part.Kept;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parts as bytes, for other JVMs and for files. Runs themselves are not written: who reads a part
 * runs its violating worlds again, and compares the hashes.
 */
public final class PartCodec {
  private PartCodec() {}

  /** What a part is written to. */
  static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream data = new DataOutputStream(bytes);

    void flag(boolean value) throws IOException {
      data.writeBoolean(value);
    }

    void number(int value) throws IOException {
      data.writeInt(value);
    }

    void wide(long value) throws IOException {
      data.writeLong(value);
    }

    void text(String text) throws IOException {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      data.writeInt(encoded.length);
      data.write(encoded);
    }

    void optional(@Nullable String text) throws IOException {
      data.writeBoolean(text != null);
      if (text != null) {
        text(text);
      }
    }

    void texts(Collection<String> texts) throws IOException {
      data.writeInt(texts.size());
      for (String text : texts) {
        text(text);
      }
    }

    void kept(Kept kept) throws IOException {
      number(kept.index());
      wide(kept.traceHash());
      text(kept.property());
    }
  }

  /** What a part is read from. */
  static final class In {
    private final DataInputStream data;

    private In(byte[] bytes) {
      this.data = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    boolean flag() throws IOException {
      return data.readBoolean();
    }

    int number() throws IOException {
      return data.readInt();
    }

    long wide() throws IOException {
      return data.readLong();
    }

    String text() throws IOException {
      byte[] encoded = new byte[data.readInt()];
      data.readFully(encoded);
      return new String(encoded, StandardCharsets.UTF_8);
    }

    @Nullable String optional() throws IOException {
      return flag() ? text() : null;
    }

    List<String> texts() throws IOException {
      List<String> texts = new ArrayList<>();
      for (int left = number(); left > 0; left--) {
        texts.add(text());
      }
      return texts;
    }

    Kept kept() throws IOException {
      return new Kept(number(), wide(), text(), null);
    }
  }

  /**
   * The part as bytes.
   *
   * @param mix of the campaign's plan
   */
  public static byte[] encode(Part part, FaultMix mix) {
    try {
      Out out = new Out();
      write(out, part, mix);
      return out.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Out out, Part part, FaultMix mix) throws IOException {
    out.number(part.from);
    out.number(part.to);
    out.number(part.worlds);
    out.number(part.hashCount);
    for (int i = 0; i < part.hashCount; i++) {
      out.wide(part.hashes[i]);
    }
    out.number(part.worldsRunTwice);
    out.wide(part.simulatedNanos);
    out.wide(part.events);
    part.faults.write(out, mix);
    part.chances.write(out);
    part.notices.write(out);
    part.survey.write(out);
    out.number(part.outcomes.size());
    for (Map.Entry<String, Integer> each : part.outcomes.entrySet()) {
      out.text(each.getKey());
      out.number(each.getValue());
    }
    out.number(part.firstWith.size());
    for (Map.Entry<String, Kept> each : part.firstWith.entrySet()) {
      out.text(each.getKey());
      out.kept(each.getValue());
    }
    out.number(part.violatingWorlds);
    out.number(part.violating.size());
    for (Kept each : part.violating) {
      out.kept(each);
    }
    out.number(part.inconclusiveWorlds);
    out.number(part.inconclusive.size());
    for (Inconclusive each : part.inconclusive) {
      out.wide(each.seed());
      out.text(each.reason());
    }
    writeEnd(out, part);
  }

  private static void writeEnd(Out out, Part part) throws IOException {
    out.flag(part.closed);
    Leak leak = part.leak;
    out.flag(leak != null);
    if (leak != null) {
      out.wide(leak.seed());
      out.wide(leak.event());
      out.optional(leak.first());
      out.optional(leak.second());
      out.text(leak.machines());
    }
    RuntimeException failure = part.failure;
    out.flag(failure != null);
    if (failure != null) {
      out.flag(failure instanceof UsageException);
      out.text(String.valueOf(failure.getMessage()));
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack));
      out.text(stack.toString());
    }
    out.optional(part.stuck);
  }

  /**
   * Reads a part.
   *
   * @throws IllegalArgumentException when the bytes are none
   */
  public static Part decode(byte[] bytes) {
    try {
      In in = new In(bytes);
      Part part = read(in);
      if (in.data.available() > 0) {
        throw new IOException("more bytes than a part has");
      }
      return part;
    } catch (IOException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("these bytes are not part of a campaign: " + e, e);
    }
  }

  private static Part read(In in) throws IOException {
    Part part = new Part(in.number());
    part.to = in.number();
    part.worlds = in.number();
    part.hashCount = in.number();
    part.hashes = new long[Math.max(4, part.hashCount)];
    for (int i = 0; i < part.hashCount; i++) {
      part.hashes[i] = in.wide();
    }
    part.worldsRunTwice = in.number();
    part.simulatedNanos = in.wide();
    part.events = in.wide();
    part.faults.read(in);
    part.chances.read(in);
    part.notices.read(in);
    part.survey.read(in);
    for (int left = in.number(); left > 0; left--) {
      part.outcomes.put(in.text(), in.number());
    }
    for (int left = in.number(); left > 0; left--) {
      part.firstWith.put(in.text(), in.kept());
    }
    part.violatingWorlds = in.number();
    for (int left = in.number(); left > 0; left--) {
      part.keep(in.kept());
    }
    part.inconclusiveWorlds = in.number();
    for (int left = in.number(); left > 0; left--) {
      part.inconclusive.add(new Inconclusive(in.wide(), in.text()));
    }
    readEnd(in, part);
    return part;
  }

  private static void readEnd(In in, Part part) throws IOException {
    part.closed = in.flag();
    if (in.flag()) {
      part.leak = new Leak(in.wide(), in.wide(), in.optional(), in.optional(), in.text());
    }
    if (in.flag()) {
      boolean usage = in.flag();
      String message = in.text();
      String stack = in.text();
      part.failure =
          usage ? new UsageException(message) : CampaignFailure.elsewhere(message, stack);
    }
    part.stuck = in.optional();
  }
}
