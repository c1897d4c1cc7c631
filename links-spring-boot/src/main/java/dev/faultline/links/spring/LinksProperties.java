package dev.faultline.links.spring;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An application's node.
 *
 * @param folder that the node is
 * @param host of this machine's address at which it listens
 * @param port at which it listens; 0 for any that is free
 */
@ConfigurationProperties("faultline.links")
public record LinksProperties(
    Path folder, @DefaultValue("127.0.0.1") String host, @DefaultValue("0") int port) {
  /** Where the node listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }
}
