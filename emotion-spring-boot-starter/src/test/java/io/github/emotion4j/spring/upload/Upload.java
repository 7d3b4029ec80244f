package io.github.emotion4j.spring.upload;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/** The whole application of this module's README. */
@SpringBootApplication
@RestController
public class Upload {
    private final EmotionRecognizer recognizer;

    /** More requests at once are not faster and need more memory. */
    private final Semaphore free = new Semaphore(Runtime.getRuntime().availableProcessors());

    Upload(EmotionRecognizer recognizer) {
        this.recognizer = recognizer;
    }

    @PostMapping(path = "/perceived", produces = "application/json")
    String perceived(@RequestParam("file") MultipartFile file) throws IOException {
        if (!free.tryAcquire()) {
            throw new ResponseStatusException(
                    HttpStatus.TOO_MANY_REQUESTS, "all processors are busy; try again");
        }
        try {
            String name = String.valueOf(file.getOriginalFilename());
            return recognizer.recognize(Recording.of(name, file.getBytes())).toJson();
        } finally {
            free.release();
        }
    }
}
