package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.secure.KeyException;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.PrivateKey;
import dev.faultline.runtime.secure.PublicKey;
import dev.faultline.runtime.secure.SharedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** With which keys a link is protected. */
final class KeyOptions {
  private static final int LONGEST_PUBLIC_KEY_FILE = 1_000;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "This side's private key, from 'link keygen'; with it, traffic is encrypted.")
  private @Nullable Path key;

  @Option(
      names = "--peer-key",
      split = ",",
      paramLabel = "KEY|FILE",
      description =
          "The public key of a peer, or a file with it; with several, separate them by commas.")
  private List<String> peerKeys = List.of();

  @Option(
      names = "--shared-key",
      paramLabel = "FILE",
      description =
          "A secret that both sides have, from 'link keygen --shared'; instead of the other two.")
  private @Nullable Path sharedKey;

  /** Whether any of the options is there. */
  boolean given() {
    return key != null || sharedKey != null || !peerKeys.isEmpty();
  }

  /** The options with the keys, if there are any. */
  DriverOptions secured(DriverOptions options) {
    if (!given()) {
      return options;
    }
    try {
      return options.withSecurity(security());
    } catch (KeyException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private LinkSecurity security() {
    Path shared = sharedKey;
    Path own = key;
    if (shared != null) {
      if (own != null || !peerKeys.isEmpty()) {
        throw new UsageException(
            "--shared-key is given, and so is --key or --peer-key; expected a shared key, or keys of both sides");
      }
      return LinkSecurity.shared(SharedKey.read(shared));
    }
    if (own == null || peerKeys.isEmpty()) {
      throw new UsageException(
          own == null
              ? "--peer-key is given without --key; this side needs a private key of its own ('link keygen FILE')"
              : "--key is given without --peer-key; name the public key of each peer that is allowed");
    }
    List<PublicKey> peers = new ArrayList<>();
    peerKeys.forEach(peer -> peers.add(publicKey(peer)));
    return LinkSecurity.keys(PrivateKey.read(own), peers);
  }

  private static PublicKey publicKey(String text) {
    try {
      Path file = Path.of(text);
      if (!Files.isRegularFile(file)) {
        return PublicKey.of(text);
      }
      if (Files.size(file) > LONGEST_PUBLIC_KEY_FILE) {
        throw new UsageException(
            "the file " + file + " has " + Files.size(file) + " bytes; expected one public key");
      }
      return publicKey(file);
    } catch (InvalidPathException e) {
      return PublicKey.of(text);
    } catch (IOException e) {
      throw new UsageException("cannot read the public key in " + text + ": " + e, e);
    }
  }

  private static PublicKey publicKey(Path file) throws IOException {
    try {
      return PublicKey.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    } catch (KeyException e) {
      throw new UsageException(
          "the file " + file + " holds no public key; expected the line that 'link keygen' prints",
          e);
    }
  }
}
