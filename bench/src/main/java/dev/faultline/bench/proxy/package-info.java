/** What a proxy costs between real sockets. */
@NullMarked
package dev.faultline.bench.proxy;

import org.jspecify.annotations.NullMarked;
