package dev.faultline.chaos.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
  private static final ClientHello.Outcome MORE = new ClientHello.Outcome.More();
  private static final ClientHello.Outcome NAME = new ClientHello.Outcome.Name("db.example");

  /** What the JDK's own client says first. */
  private static byte[] hello(String version, String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine("a", 1);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
    engine.setSSLParameters(parameters);
    ByteBuffer record = ByteBuffer.allocate(40_000);
    engine.wrap(ByteBuffer.allocate(0), record);
    record.flip();
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return bytes;
  }

  private static ClientHello.Outcome read(byte[] bytes, int length) {
    return ClientHello.read(ByteBuffer.wrap(bytes, 0, length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void the_name_is_found_when_the_message_is_whole_and_not_before(String version) throws Exception {
    byte[] hello = hello(version, "DB.example");
    for (int length = 0; length < hello.length; length++) {
      assertThat(read(hello, length)).as("%d bytes", length).isEqualTo(MORE);
    }
    assertThat(read(hello, hello.length)).isEqualTo(NAME);
    byte[] nameless = hello(version, "");
    assertThat(read(nameless, nameless.length)).isEqualTo(new ClientHello.Outcome.NoName());
  }

  @Test
  void the_message_may_come_in_records_of_any_length() throws Exception {
    byte[] hello = hello("TLSv1.3", "db.example");
    long seed = 3;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (int at = 5; at < hello.length; ) {
        int length = Math.min(1 + random.nextInt(1 << random.nextInt(9)), hello.length - at);
        records.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
        records.write(hello, at, length);
        at += length;
      }
      byte[] all = records.toByteArray();
      assertThat(read(all, all.length)).as("seed %d round %d", seed, round).isEqualTo(NAME);
      assertThat(read(all, random.nextInt(all.length))).isEqualTo(MORE);
    }
  }

  @Test
  void other_clients_are_known_by_their_first_bytes() {
    for (String first : List.of("GET / HTTP/1.1\r\n", "\u0000", "SSH-2.0-x\r\n")) {
      byte[] bytes = first.getBytes(ISO_8859_1);
      assertThat(read(bytes, 1)).isEqualTo(new ClientHello.Outcome.NotTls());
    }
  }

  @Test
  void a_message_without_end_is_given_up() {
    byte[] endless = new byte[ClientHello.LONGEST];
    for (int at = 0; at + 6 <= endless.length; at += 6) {
      byte[] record = {22, 3, 1, 0, 1, (byte) (at == 0 ? 1 : 255)};
      System.arraycopy(record, 0, endless, at, 6);
    }
    assertThat(read(endless, endless.length - 8)).isEqualTo(MORE);
    assertThat(read(endless, endless.length)).isEqualTo(new ClientHello.Outcome.NotTls());
  }

  /** Nothing throws, and no outcome changes when more bytes come behind it. */
  @Test
  void any_bytes_have_an_outcome_which_more_bytes_do_not_change() throws Exception {
    byte[] hello = hello("TLSv1.3", "db.example");
    long seed = 20261130;
    Random random = new Random(seed);
    int names = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = hello.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int place = random.nextInt(random.nextBoolean() ? 120 : bytes.length);
        bytes[place] = (byte) random.nextInt(256);
      }
      ClientHello.Outcome whole = read(bytes, bytes.length);
      ClientHello.Outcome part = read(bytes, random.nextInt(bytes.length));
      if (!part.equals(MORE)) {
        assertThat(whole).as("seed %d round %d", seed, round).isEqualTo(part);
      }
      if (whole instanceof ClientHello.Outcome.Name(String host)) {
        assertThat(host).matches("[a-z0-9._*-]+");
        names++;
      }
    }
    assertThat(names).isBetween(1_000, 19_999);
  }
}
