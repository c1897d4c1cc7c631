package dev.faultline.programs;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.text.DateFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;

/** Uses one of the JDK's facilities that are set up when they are first used in a JVM. */
public final class FirstUse {
  private FirstUse() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "logger" -> Logger.getLogger("org.example").info("logged");
      case "system-logger" ->
          System.getLogger("org.example").log(System.Logger.Level.WARNING, "logged");
      case "xml" -> xml();
      case "http" -> System.out.println(HttpClient.newHttpClient().version());
      case "keys" -> keys();
      case "tls" -> System.out.println(SSLContext.getDefault().getProtocol());
      case "beans" ->
          System.out.println(ManagementFactory.getPlatformMBeanServer().getMBeanCount());
      case "texts" -> texts();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    Map<Object, Integer> order = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      order.put(new Object(), i);
    }
    System.out.println(order.values() + " " + ThreadLocalRandom.current().nextInt());
    System.exit(0);
  }

  private static void xml() throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream("<a><b c='1'/></a>".getBytes(StandardCharsets.UTF_8)));
    StringWriter out = new StringWriter();
    TransformerFactory.newInstance()
        .newTransformer()
        .transform(new DOMSource(document), new StreamResult(out));
    System.out.println(out);
  }

  private static void keys() throws Exception {
    System.out.println(MessageDigest.getInstance("SHA-256").digest(new byte[3])[0]);
    System.out.println(KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
  }

  private static void texts() {
    System.out.println(
        DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).format(LocalDate.of(2026, 1, 1)));
    System.out.println(DateFormat.getDateTimeInstance().format(new Date(0)));
    System.out.println(Currency.getInstance("EUR").getDisplayName());
  }
}
