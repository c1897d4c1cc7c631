/** TLS: certificates, engines, and the names that clients ask for. */
@NullMarked
package dev.faultline.chaos.tls;

import org.jspecify.annotations.NullMarked;
