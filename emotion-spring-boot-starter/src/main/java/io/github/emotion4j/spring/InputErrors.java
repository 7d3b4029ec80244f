package io.github.emotion4j.spring;

import io.github.emotion4j.core.InputException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** An input that cannot be read is the client's to mend: 422 with the reason, by RFC 9457. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class InputErrors {
    @ExceptionHandler
    ProblemDetail explain(InputException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.valueOf(422), String.valueOf(e.getMessage()));
    }
}
